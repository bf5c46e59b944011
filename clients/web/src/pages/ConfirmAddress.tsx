// Where the links about an address lead. Nothing happens before the button is pressed: programs that look into mails open
// links, too, and must not answer them.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { restore, user } from '../api/session';
import { TextField } from '../components/Field';
import { Form, Submit } from '../components/Form';
import { FormError } from '../components/FormError';
import { useAction } from '../components/useAction';
import { useForm } from '../components/useForm';
import { useTitle } from '../components/useTitle';
import { t } from '../i18n';
import { Outcome } from '../identity/Outcome';
import { Resend } from '../identity/Resend';
import { location$ } from '../router';

type Purpose = 'verify' | 'change';

/** The page of a link that proves an address, or gives the account its new one; without a link, one can be asked for. */
export function ConfirmAddress({ purpose }: { purpose: Purpose }) {
  useTitle(t(`address.${purpose}.title`));
  const [done, setDone] = useState(false);
  const token = location$.value.searchParams.get('token');
  return (
    <div class="panel panel--narrow">
      {done && <Done purpose={purpose} />}
      {!done && token && <Ask purpose={purpose} token={token} onDone={() => setDone(true)} />}
      {!done && !token && <AskForLink />}
    </div>
  );
}

function Done({ purpose }: { purpose: Purpose }) {
  return (
    <Outcome icon="check" title={t('address.done')} text={t(`address.${purpose}.done`)}>
      {user.value ? (
        <a class="button button--primary" href="/account/security">
          {t('nav.account')}
        </a>
      ) : (
        <a class="button button--primary" href="/sign-in">
          {t('nav.signIn')}
        </a>
      )}
    </Outcome>
  );
}

interface AskProps {
  purpose: Purpose;
  token: string;
  onDone: () => void;
}

function Ask({ purpose, token, onDone }: AskProps) {
  const { start, busy, error } = useAction(async () => {
    await unwrap(api.POST('/api/auth/email/verify', { body: { token } }));
    // The address stands in what is known of the user.
    await restore();
    onDone();
  });
  const dead = error?.code.startsWith('link-') ?? false;
  return (
    <div class="outcome">
      <h1>{t(`address.${purpose}.title`)}</h1>
      <p>{t(`address.${purpose}.text`)}</p>
      <FormError error={error} />
      {dead ? (
        <a class="button" href={purpose === 'verify' ? '/verify-email' : '/account/security'}>
          {t('address.another')}
        </a>
      ) : (
        <button type="button" class="button button--primary" disabled={busy} onClick={start}>
          {t(`address.${purpose}.action`)}
        </button>
      )}
    </div>
  );
}

function AskForLink() {
  const [sent, setSent] = useState(false);
  const known = location$.value.searchParams.get('email') ?? user.value?.email ?? '';
  const form = useForm({ email: known }, async ({ email }) => {
    await unwrap(api.POST('/api/auth/email/resend', { body: { email: email.trim() } }));
    setSent(true);
  });
  if (sent) {
    const { email } = form.values;
    return (
      <Outcome icon="mail" title={t('mail.title')} text={t('mail.verify', { email })}>
        <Resend email={email.trim()} sent />
      </Outcome>
    );
  }
  return (
    <>
      <h1>{t('address.ask.title')}</h1>
      <p class="section__text">{t('address.ask.text')}</p>
      <Form of={form}>
        <TextField label={t('auth.email')} type="email" autocomplete="email" {...form.field('email')} />
        <Submit of={form} wide>
          {t('address.ask.action')}
        </Submit>
      </Form>
    </>
  );
}
