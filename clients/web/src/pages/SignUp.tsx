import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { adopt } from '../api/session';
import { TextField } from '../components/Field';
import { FormError } from '../components/FormError';
import { toast } from '../components/Toasts';
import { useSubmit } from '../components/useSubmit';
import { useTitle } from '../components/useTitle';
import { t } from '../i18n';
import { accountPath, navigate, nextPath } from '../router';

const FIELDS = ['email', 'handle', 'display_name', 'password'] as const;

/** Creates an account and signs it in: registering alone gives no tokens. */
export function SignUp() {
  useTitle(t('auth.signUp'));
  const [email, setEmail] = useState('');
  const [handle, setHandle] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const { onSubmit, busy, error } = useSubmit(async () => {
    const name = displayName.trim();
    await unwrap(api.POST('/api/auth/register', { body: { email, handle, password, ...(name && { display_name: name }) } }));
    adopt(await unwrap(api.POST('/api/auth/login', { body: { email_or_handle: email, password, remember: true } })));
    toast(t('auth.created'));
    navigate(nextPath(), { replace: true });
  });
  return (
    <div class="panel panel--narrow">
      <h1>{t('auth.signUp')}</h1>
      <form noValidate onSubmit={onSubmit}>
        <FormError error={error} fields={FIELDS} />
        <TextField
          label={t('auth.email')}
          name="email"
          type="email"
          autocomplete="email"
          value={email}
          onValue={setEmail}
          error={error?.field('email')}
        />
        <TextField
          label={t('auth.handle')}
          name="handle"
          autocomplete="username"
          hint={t('auth.handleHint')}
          value={handle}
          onValue={setHandle}
          error={error?.field('handle')}
        />
        <TextField
          label={t('auth.displayName')}
          name="display_name"
          autocomplete="name"
          value={displayName}
          onValue={setDisplayName}
          error={error?.field('display_name')}
        />
        <TextField
          label={t('auth.password')}
          name="password"
          type="password"
          autocomplete="new-password"
          hint={t('auth.passwordHint')}
          value={password}
          onValue={setPassword}
          error={error?.field('password')}
        />
        <button type="submit" class="button button--primary button--wide" disabled={busy}>
          {t('nav.signUp')}
        </button>
      </form>
      <p class="panel__foot">
        {t('auth.haveAccount')} <a href={accountPath('/sign-in')}>{t('nav.signIn')}</a>
      </p>
    </div>
  );
}
