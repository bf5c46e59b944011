import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { adopt } from '../api/session';
import { TextField } from '../components/Field';
import { FormError } from '../components/FormError';
import { useSubmit } from '../components/useSubmit';
import { useTitle } from '../components/useTitle';
import { t } from '../i18n';
import { accountPath, location$, navigate, nextPath } from '../router';

const FIELDS = ['email_or_handle', 'password'] as const;

/** The sign-in form, at its own address or in the place of a page that needs a user. */
export function SignIn() {
  useTitle(t('auth.signIn'));
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { onSubmit, busy, error } = useSubmit(async () => {
    adopt(await unwrap(api.POST('/api/auth/login', { body: { email_or_handle: name, password, remember: true } })));
    if (location$.value.pathname === '/sign-in') navigate(nextPath(), { replace: true });
  });
  return (
    <div class="panel panel--narrow">
      <h1>{t('auth.signIn')}</h1>
      <form noValidate onSubmit={onSubmit}>
        <FormError error={error} fields={FIELDS} />
        <TextField
          label={t('auth.emailOrHandle')}
          name="email_or_handle"
          autocomplete="username"
          value={name}
          onValue={setName}
          error={error?.field('email_or_handle')}
        />
        <TextField
          label={t('auth.password')}
          name="password"
          type="password"
          autocomplete="current-password"
          value={password}
          onValue={setPassword}
          error={error?.field('password')}
        />
        <button type="submit" class="button button--primary button--wide" disabled={busy}>
          {t('auth.signIn')}
        </button>
      </form>
      <p class="panel__foot">
        {t('auth.noAccount')} <a href={accountPath('/sign-up')}>{t('nav.signUp')}</a>
      </p>
    </div>
  );
}
