import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { CreatedInvitation, Role } from '../api/types';
import { SelectField, TextField } from '../components/Field';
import { FormError } from '../components/FormError';
import { useSubmit } from '../components/useSubmit';
import { t } from '../i18n';
import { recently } from '../identity/recent';
import { ROLES } from './roles';

const LIVES = ['1', '14', '90'] as const;

/** Invites somebody: one address, or whoever gets the link. */
export function InvitationForm({ onMade }: { onMade: (invitation: CreatedInvitation) => void }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('creator');
  const [days, setDays] = useState<(typeof LIVES)[number]>('14');
  const { onSubmit, busy, error } = useSubmit(async () => {
    const address = email.trim();
    const body = { ...(address && { email: address }), role, expires_in_days: Number(days) };
    onMade(await recently(() => unwrap(api.POST('/api/admin/invitations', { body }))));
  });
  return (
    <form class="filters" noValidate onSubmit={onSubmit}>
      <FormError error={error} fields={['email']} />
      <TextField
        label={t('invitations.email')}
        hint={t('invitations.emailHint')}
        name="email"
        type="email"
        value={email}
        onValue={setEmail}
        error={error?.field('email')}
      />
      <SelectField
        label={t('users.role')}
        name="role"
        value={role}
        onValue={setRole}
        options={ROLES.map((each) => [each, t(`role.${each}`)] as const)}
      />
      <SelectField
        label={t('keys.life')}
        name="life"
        value={days}
        onValue={setDays}
        options={LIVES.map((life) => [life, t(`invitations.life.${life}`)] as const)}
      />
      <button type="submit" class="button button--primary" disabled={busy}>
        {t('invitations.make')}
      </button>
    </form>
  );
}
