import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { forget } from '../api/session';
import { PasswordField } from '../components/Field';
import { Form, Submit } from '../components/Form';
import { useForm } from '../components/useForm';
import { useTitle } from '../components/useTitle';
import { t } from '../i18n';
import { Outcome } from '../identity/Outcome';
import { location$ } from '../router';

/** Where the link of a mail sets a new password. */
export function ResetPassword() {
  useTitle(t('reset.title'));
  const token = location$.value.searchParams.get('token');
  const [done, setDone] = useState(false);
  const form = useForm({ password: '' }, async ({ password }) => {
    await unwrap(api.POST('/api/auth/password/reset', { body: { token: token ?? '', password } }));
    // Every session of the account has ended; one of another account would go on, and is looked at again at the next request.
    forget();
    setDone(true);
  });
  const dead = !token || (form.error?.code.startsWith('link-') ?? false);
  if (done) {
    return (
      <div class="panel panel--narrow">
        <Outcome icon="check" title={t('reset.done')} text={t('reset.doneText')}>
          <a class="button button--primary" href="/sign-in">
            {t('nav.signIn')}
          </a>
        </Outcome>
      </div>
    );
  }
  return (
    <div class="panel panel--narrow">
      <h1>{t('reset.title')}</h1>
      <Form of={form}>
        {dead ? (
          <a class="button button--primary button--wide" href="/forgot-password">
            {t('address.another')}
          </a>
        ) : (
          <>
            <PasswordField
              focused
              label={t('reset.password')}
              autocomplete="new-password"
              hint={t('auth.passwordHint')}
              {...form.field('password')}
            />
            <Submit of={form} wide>
              {t('reset.action')}
            </Submit>
          </>
        )}
      </Form>
    </div>
  );
}
