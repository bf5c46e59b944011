import { api, unwrap } from '../api/client';
import type { CreatedInvitation, Role } from '../api/types';
import { SelectField, TextField } from '../components/Field';
import { Form, Submit } from '../components/Form';
import { useForm } from '../components/useForm';
import { t } from '../i18n';
import { recently } from '../identity/recent';
import { ROLES } from './roles';

const LIVES = ['1', '14', '90'] as const;

interface Values {
  email: string;
  role: Role;
  life: (typeof LIVES)[number];
}

/** Invites somebody: one address, or whoever gets the link. */
export function InvitationForm({ onMade }: { onMade: (invitation: CreatedInvitation) => void }) {
  const form = useForm<Values>({ email: '', role: 'creator', life: '14' }, async ({ email, role, life }) => {
    const address = email.trim();
    const body = { ...(address && { email: address }), role, expires_in_days: Number(life) };
    onMade(await recently(() => unwrap(api.POST('/api/admin/invitations', { body }))));
  });
  return (
    <Form of={form} class="filters">
      <TextField label={t('invitations.email')} hint={t('invitations.emailHint')} type="email" {...form.field('email')} />
      <SelectField label={t('users.role')} {...form.field('role')} options={ROLES.map((each) => [each, t(`role.${each}`)] as const)} />
      <SelectField
        label={t('keys.life')}
        {...form.field('life')}
        options={LIVES.map((life) => [life, t(`invitations.life.${life}`)] as const)}
      />
      <Submit of={form}>{t('invitations.make')}</Submit>
    </Form>
  );
}
