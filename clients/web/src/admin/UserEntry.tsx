// One account and what an administrator can do with it.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { asApiError, Dismissed } from '../api/problem';
import { user } from '../api/session';
import type { AdminUser, Role } from '../api/types';
import { Avatar } from '../components/Avatar';
import { Confirm } from '../components/Confirm';
import { toast } from '../components/Toasts';
import { useAction } from '../components/useAction';
import { FormError } from '../components/FormError';
import { locale, t } from '../i18n';
import { recently } from '../identity/recent';
import { formatDate } from '../lib/format';
import { ROLES } from './roles';
import { SuspendDialog } from './SuspendDialog';

interface Props {
  account: AdminUser;
  onChange: (account: AdminUser) => void;
}

export function UserEntry({ account, onChange }: Props) {
  const { id, handle, suspension } = account;
  const params = { path: { id } };
  const [suspending, setSuspending] = useState(false);
  const reinstate = useAction(async () => {
    await unwrap(api.DELETE('/api/admin/users/{id}/suspension', { params }));
    onChange(await unwrap(api.GET('/api/admin/users/{id}', { params })));
    toast(t('users.reinstated', { handle }));
  });
  const approve = useAction(async () => {
    onChange(await unwrap(api.POST('/api/admin/users/{id}/approve', { params })));
    toast(t('users.approved', { handle }));
  });
  const endSessions = async (): Promise<void> => {
    await unwrap(api.POST('/api/admin/users/{id}/logout', { params }));
    toast(t('users.loggedOut', { handle }));
  };
  const own = id === user.value?.id;
  return (
    <li class="entry entry--user">
      <Avatar of={account} />
      <div class="entry__text">
        <strong>{account.display_name}</strong> <span class="entry__handle">@{handle}</span>{' '}
        {account.state !== 'active' && (
          <span class="badge" data-state={account.state === 'pending' ? undefined : 'failed'}>
            {t(`account.${account.state}`)}
          </span>
        )}
        <p class="facts">
          <span>{account.email}</span>
          <span>{account.email_verified ? t('email.verified') : t('email.unverified')}</span>
          <span>{t('users.since', { date: formatDate(account.created_at, locale.value) })}</span>
        </p>
        {suspension && (
          <p class="row__failure">
            {suspension.until
              ? t('users.suspendedUntil', { date: formatDate(suspension.until, locale.value), reason: suspension.reason })
              : t('users.suspendedFor', { reason: suspension.reason })}
          </p>
        )}
        <FormError error={reinstate.error ?? approve.error} />
      </div>
      <div class="actions">
        <RoleSelect account={account} onChange={onChange} disabled={own} />
        {account.state === 'pending' && (
          <button
            type="button"
            class="button button--primary"
            disabled={approve.busy}
            aria-label={t('users.approveOf', { handle })}
            onClick={approve.start}
          >
            {t('users.approve')}
          </button>
        )}
        {!own && !suspension && account.state !== 'deleted' && (
          <button
            type="button"
            class="button"
            aria-haspopup="dialog"
            aria-label={t('users.suspendOf', { handle })}
            onClick={() => setSuspending(true)}
          >
            {t('users.suspend')}
          </button>
        )}
        {suspension && (
          <button
            type="button"
            class="button"
            disabled={reinstate.busy}
            aria-label={t('users.reinstateOf', { handle })}
            onClick={reinstate.start}
          >
            {t('users.reinstate')}
          </button>
        )}
        {!own && (
          <Confirm
            label={t('users.logout')}
            name={t('users.logoutOf', { handle })}
            title={t('users.logoutOf', { handle })}
            text={t('users.logoutText')}
            action={t('users.logout')}
            run={endSessions}
          />
        )}
      </div>
      {suspending && <SuspendDialog account={account} onClose={() => setSuspending(false)} onSuspended={onChange} />}
    </li>
  );
}

function RoleSelect({ account, onChange, disabled }: Props & { disabled: boolean }) {
  const { id, handle, role } = account;
  // What is shown while the server has not agreed yet; it falls back when it refuses.
  const [wish, setWish] = useState<Role | null>(null);
  const change = async (wanted: Role): Promise<void> => {
    setWish(wanted);
    try {
      onChange(await recently(() => unwrap(api.PATCH('/api/admin/users/{id}', { params: { path: { id } }, body: { role: wanted } }))));
      toast(t('users.roleChanged', { handle, role: t(`role.${wanted}`) }));
    } catch (thrown) {
      if (!(thrown instanceof Dismissed)) toast(asApiError(thrown).message);
    } finally {
      setWish(null);
    }
  };
  return (
    <select
      class="select"
      aria-label={t('users.roleOf', { handle })}
      value={wish ?? role}
      disabled={disabled || wish !== null}
      onChange={(event) => void change(event.currentTarget.value as Role)}
    >
      {ROLES.map((each) => (
        <option key={each} value={each}>
          {t(`role.${each}`)}
        </option>
      ))}
    </select>
  );
}
