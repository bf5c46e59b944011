// Making an account: by this form, or at a provider.
import { useState } from 'preact/hooks';
import { api, unwrapWithResponse, unwrap } from '../api/client';
import { ApiError } from '../api/problem';
import { adopt } from '../api/session';
import { PasswordField, TextField } from '../components/Field';
import { FormError } from '../components/FormError';
import { toast } from '../components/Toasts';
import { useSubmit } from '../components/useSubmit';
import { useTitle } from '../components/useTitle';
import { t } from '../i18n';
import { Outcome } from '../identity/Outcome';
import { Or, ProviderButtons } from '../identity/ProviderButtons';
import { providers } from '../identity/providers';
import { Resend } from '../identity/Resend';
import { accountPath, location$, navigate, nextPath } from '../router';

const FIELDS = ['email', 'handle', 'display_name', 'password'] as const;

/** What is still to happen before the new account can be used. */
type Waiting = 'mail' | 'approval';

/** Creates an account and signs it in: registering alone gives no tokens. */
export function SignUp() {
  useTitle(t('auth.signUp'));
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [email, setEmail] = useState('');
  return (
    <div class="panel panel--narrow">
      {waiting === null && <Form email={email} setEmail={setEmail} onWaiting={setWaiting} />}
      {waiting === 'mail' && (
        <Outcome icon="mail" title={t('mail.title')} text={t('mail.signUp', { email })}>
          <Resend email={email} sent />
        </Outcome>
      )}
      {waiting === 'approval' && <Outcome icon="clock" title={t('auth.approvalTitle')} text={t('auth.approvalText')} />}
    </div>
  );
}

interface FormProps {
  email: string;
  setEmail: (email: string) => void;
  onWaiting: (waiting: Waiting) => void;
}

function Form({ email, setEmail, onWaiting }: FormProps) {
  const [handle, setHandle] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const invitation = location$.value.searchParams.get('invitation');
  const { onSubmit, busy, error } = useSubmit(async () => {
    const name = displayName.trim();
    const body = {
      email: email.trim(),
      handle: handle.trim(),
      password,
      ...(name && { display_name: name }),
      ...(invitation && { invitation }),
    };
    const { response } = await unwrapWithResponse(api.POST('/api/auth/register', { body }));
    if (response.status === 202) return onWaiting('mail');
    try {
      adopt(await unwrap(api.POST('/api/auth/login', { body: { email_or_handle: body.email, password, remember: true } })));
    } catch (thrown) {
      if (thrown instanceof ApiError && thrown.code === 'approval-pending') return onWaiting('approval');
      throw thrown;
    }
    toast(t('auth.created'));
    navigate(nextPath(), { replace: true });
  });
  return (
    <>
      <h1>{t('auth.signUp')}</h1>
      {invitation && <p class="notice">{t('auth.invited')}</p>}
      {!invitation && <ProviderButtons returnTo={nextPath()} />}
      {!invitation && providers.value.length > 0 && <Or />}
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
        <PasswordField
          label={t('auth.password')}
          name="password"
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
    </>
  );
}
