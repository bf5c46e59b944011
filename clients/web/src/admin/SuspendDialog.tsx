// Locks an account: why, and perhaps for how long.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { AdminUser } from '../api/types';
import { Dialog } from '../components/Dialog';
import { SelectField, TextField } from '../components/Field';
import { FormError } from '../components/FormError';
import { toast } from '../components/Toasts';
import { useSubmit } from '../components/useSubmit';
import { t } from '../i18n';

const LENGTHS = ['1', '7', '30', 'forever'] as const;

const DAY_MS = 86_400_000;

interface Props {
  account: AdminUser;
  onClose: () => void;
  onSuspended: (account: AdminUser) => void;
}

export function SuspendDialog({ account, onClose, onSuspended }: Props) {
  const { id, handle } = account;
  const [reason, setReason] = useState('');
  const [days, setDays] = useState<(typeof LENGTHS)[number]>('forever');
  const { onSubmit, busy, error } = useSubmit(async () => {
    const until = days === 'forever' ? {} : { until: new Date(Date.now() + Number(days) * DAY_MS).toISOString() };
    const call = api.PUT('/api/admin/users/{id}/suspension', { params: { path: { id } }, body: { reason: reason.trim(), ...until } });
    onSuspended(await unwrap(call));
    toast(t('users.suspended', { handle }));
    onClose();
  });
  return (
    <Dialog title={t('users.suspendOf', { handle })} onClose={onClose}>
      {(close) => (
        <form noValidate onSubmit={onSubmit}>
          <p class="dialog__text">{t('users.suspendText')}</p>
          <FormError error={error} fields={['reason', 'until']} />
          <TextField
            spellcheck
            label={t('users.reason')}
            hint={t('users.reasonHint')}
            name="reason"
            value={reason}
            onValue={setReason}
            error={error?.field('reason')}
          />
          <SelectField
            label={t('users.length')}
            name="length"
            value={days}
            onValue={setDays}
            options={LENGTHS.map((length) => [length, t(`users.length.${length}`)] as const)}
            error={error?.field('until')}
          />
          <div class="actions actions--end">
            <button type="button" class="button button--plain" onClick={close}>
              {t('action.cancel')}
            </button>
            <button type="submit" class="button button--danger" disabled={busy}>
              {t('users.suspend')}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
