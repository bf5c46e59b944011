// Locks an account: why, and perhaps for how long.
import { api, unwrap } from '../api/client';
import type { AdminUser } from '../api/types';
import { Dialog } from '../components/Dialog';
import { SelectField, TextField } from '../components/Field';
import { Form, FormActions } from '../components/Form';
import { toast } from '../components/Toasts';
import { useForm } from '../components/useForm';
import { t } from '../i18n';

const LENGTHS = ['1', '7', '30', 'forever'] as const;

const DAY_MS = 86_400_000;

interface Values {
  reason: string;
  length: (typeof LENGTHS)[number];
}

interface Props {
  account: AdminUser;
  onClose: () => void;
  onSuspended: (account: AdminUser) => void;
}

export function SuspendDialog({ account, onClose, onSuspended }: Props) {
  const { id, handle } = account;
  const form = useForm<Values>({ reason: '', length: 'forever' }, async ({ reason, length }) => {
    const until = length === 'forever' ? {} : { until: new Date(Date.now() + Number(length) * DAY_MS).toISOString() };
    const call = api.PUT('/api/admin/users/{id}/suspension', { params: { path: { id } }, body: { reason: reason.trim(), ...until } });
    onSuspended(await unwrap(call));
    toast(t('users.suspended', { handle }));
    onClose();
  });
  return (
    <Dialog title={t('users.suspendOf', { handle })} onClose={onClose}>
      {(close) => (
        <Form of={form}>
          <p class="dialog__text">{t('users.suspendText')}</p>
          <TextField spellcheck label={t('users.reason')} hint={t('users.reasonHint')} {...form.field('reason')} />
          <SelectField
            label={t('users.length')}
            {...form.field('length')}
            options={LENGTHS.map((length) => [length, t(`users.length.${length}`)] as const)}
            error={form.fault('until')}
          />
          <FormActions of={form} end danger onCancel={close}>
            {t('users.suspend')}
          </FormActions>
        </Form>
      )}
    </Dialog>
  );
}
