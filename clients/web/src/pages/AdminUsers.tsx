// Everybody's accounts, in the hands of administrators.
import { useState } from 'preact/hooks';
import { AdminFrame } from '../admin/AdminFrame';
import { ROLES } from '../admin/roles';
import { UserEntry } from '../admin/UserEntry';
import { api, unwrap } from '../api/client';
import type { AccountState, AdminUser, Role } from '../api/types';
import { SelectField, TextField } from '../components/Field';
import { PageFoot } from '../components/PageFoot';
import { usePages } from '../components/usePages';
import { t } from '../i18n';
import { location$ } from '../router';

const STATES = ['active', 'pending', 'suspended', 'deleted'] as const satisfies readonly AccountState[];

interface Wanted {
  q: string;
  role: Role | '';
  state: AccountState | '';
}

export function AdminUsers() {
  const asked = location$.value.searchParams.get('q') ?? '';
  const [wanted, setWanted] = useState<Wanted>({ q: asked, role: '', state: '' });
  const [typed, setTyped] = useState(asked);
  return (
    <AdminFrame title={t('users.title')}>
      <form
        class="filters"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setWanted({ ...wanted, q: typed.trim() });
        }}
      >
        <TextField label={t('users.search')} type="search" name="q" value={typed} onValue={setTyped} />
        <SelectField
          label={t('users.role')}
          name="role"
          value={wanted.role}
          onValue={(role) => setWanted({ ...wanted, role })}
          options={[['', t('users.anyRole')], ...ROLES.map((role) => [role, t(`role.${role}`)] as const)]}
        />
        <SelectField
          label={t('users.state')}
          name="state"
          value={wanted.state}
          onValue={(state) => setWanted({ ...wanted, state })}
          options={[['', t('users.anyState')], ...STATES.map((state) => [state, t(`account.${state}`)] as const)]}
        />
        <button type="submit" class="button">
          {t('users.find')}
        </button>
      </form>
      <Found key={JSON.stringify(wanted)} wanted={wanted} />
    </AdminFrame>
  );
}

function Found({ wanted }: { wanted: Wanted }) {
  const { q, role, state } = wanted;
  const pages = usePages((cursor, signal) => {
    const query = { ...(q && { q }), ...(role && { role }), ...(state && { state }), ...(cursor && { cursor }) };
    return unwrap(api.GET('/api/admin/users', { params: { query }, signal }));
  });
  const replace = (changed: AdminUser): void => pages.setItems((items) => items.map((item) => (item.id === changed.id ? changed : item)));
  return (
    <>
      {pages.empty && <p class="section__text">{t('users.none')}</p>}
      <ul class="entries panel">
        {pages.items.map((account) => (
          <UserEntry key={account.id} account={account} onChange={replace} />
        ))}
      </ul>
      <PageFoot pages={pages} />
    </>
  );
}
