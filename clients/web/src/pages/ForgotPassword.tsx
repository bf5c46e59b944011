import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { TextField } from '../components/Field';
import { FormError } from '../components/FormError';
import { useSubmit } from '../components/useSubmit';
import { useTitle } from '../components/useTitle';
import { t } from '../i18n';
import { Outcome } from '../identity/Outcome';
import { accountPath } from '../router';

/** Asks for a link that sets a new password. The answer never tells whether the address has an account. */
export function ForgotPassword() {
  useTitle(t('forgot.title'));
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState(false);
  const { onSubmit, busy, error } = useSubmit(async () => {
    await unwrap(api.POST('/api/auth/password/forgot', { body: { email: email.trim() } }));
    setSent(true);
  });
  return (
    <div class="panel panel--narrow">
      {sent ? (
        <Outcome icon="mail" title={t('mail.title')} text={t('mail.reset', { email })}>
          <button type="button" class="button button--plain" onClick={() => setSent(false)}>
            {t('mail.otherAddress')}
          </button>
        </Outcome>
      ) : (
        <form noValidate onSubmit={onSubmit}>
          <h1>{t('forgot.title')}</h1>
          <p class="section__text">{t('forgot.text')}</p>
          <FormError error={error} fields={['email']} />
          <TextField
            label={t('auth.email')}
            name="email"
            type="email"
            autocomplete="username"
            value={email}
            onValue={setEmail}
            error={error?.field('email')}
          />
          <button type="submit" class="button button--primary button--wide" disabled={busy}>
            {t('forgot.action')}
          </button>
        </form>
      )}
      <p class="panel__foot">
        <a href={accountPath('/sign-in')}>{t('forgot.back')}</a>
      </p>
    </div>
  );
}
