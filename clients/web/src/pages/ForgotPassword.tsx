import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { TextField } from '../components/Field';
import { Form, Submit } from '../components/Form';
import { useForm } from '../components/useForm';
import { useTitle } from '../components/useTitle';
import { t } from '../i18n';
import { Outcome } from '../identity/Outcome';
import { accountPath } from '../router';

/** Asks for a link that sets a new password. The answer never tells whether the address has an account. */
export function ForgotPassword() {
  useTitle(t('forgot.title'));
  const [sent, setSent] = useState(false);
  const form = useForm({ email: '' }, async ({ email }) => {
    await unwrap(api.POST('/api/auth/password/forgot', { body: { email: email.trim() } }));
    setSent(true);
  });
  return (
    <div class="panel panel--narrow">
      {sent ? (
        <Outcome icon="mail" title={t('mail.title')} text={t('mail.reset', form.values)}>
          <button type="button" class="button button--plain" onClick={() => setSent(false)}>
            {t('mail.otherAddress')}
          </button>
        </Outcome>
      ) : (
        <>
          <h1>{t('forgot.title')}</h1>
          <p class="section__text">{t('forgot.text')}</p>
          <Form of={form}>
            <TextField label={t('auth.email')} type="email" autocomplete="username" {...form.field('email')} />
            <Submit of={form} wide>
              {t('forgot.action')}
            </Submit>
          </Form>
        </>
      )}
      <p class="panel__foot">
        <a href={accountPath('/sign-in')}>{t('forgot.back')}</a>
      </p>
    </div>
  );
}
