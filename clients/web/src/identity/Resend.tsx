// Asks for the mail once more, with a pause that keeps impatience from filling somebody's mailbox.
import { useEffect, useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { announce } from '../components/Announcer';
import { FormError } from '../components/FormError';
import { useAction } from '../components/useAction';
import { t } from '../i18n';

const PAUSE_SECONDS = 30;

interface Props {
  email: string;
  /** Whether a mail has just gone out, so that the first pause begins at once. */
  sent?: boolean;
}

export function Resend({ email, sent = false }: Props) {
  const [left, setLeft] = useState(sent ? PAUSE_SECONDS : 0);
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  const { start, busy, error } = useAction(async () => {
    await unwrap(api.POST('/api/auth/email/resend', { body: { email } }));
    setLeft(PAUSE_SECONDS);
    announce(t('mail.sentAgain'));
  });
  return (
    <>
      <FormError error={error} />
      <button type="button" class="button" disabled={busy || left > 0} onClick={start}>
        {left > 0 ? t('mail.againIn', { seconds: left }) : t('mail.again')}
      </button>
    </>
  );
}
