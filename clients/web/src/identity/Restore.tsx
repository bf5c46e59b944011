// The account was deleted, and there is still time: whoever proved to own it can have it back.
import { api, unwrap } from '../api/client';
import type { Restoration } from '../api/problem';
import { FormError } from '../components/FormError';
import { toast } from '../components/Toasts';
import { useAction } from '../components/useAction';
import { locale, t } from '../i18n';
import { formatDate } from '../lib/format';
import { Outcome } from './Outcome';

interface Props {
  restoration: Restoration;
  onRestored: () => Promise<void>;
}

export function Restore({ restoration, onRestored }: Props) {
  const { start, busy, error } = useAction(async () => {
    await unwrap(api.POST('/api/users/profile/restore', { body: { ticket: restoration.ticket } }));
    toast(t('restore.done'));
    await onRestored();
  });
  return (
    <Outcome icon="clock" title={t('restore.title')} text={t('restore.text', { date: formatDate(restoration.erase_after, locale.value) })}>
      <FormError error={error} />
      <button type="button" class="button button--primary" disabled={busy} onClick={start}>
        {t('restore.action')}
      </button>
      <a class="button button--plain" href="/">
        {t('restore.leave')}
      </a>
    </Outcome>
  );
}
