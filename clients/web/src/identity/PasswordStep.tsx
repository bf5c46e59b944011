// The first step of a sign-in: name and password, and the ways around them.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { ApiError, type SecondFactor } from '../api/problem';
import type { PasskeyProof, Tokens } from '../api/types';
import { CheckField, PasswordField, TextField } from '../components/Field';
import { FormError } from '../components/FormError';
import { useSubmit } from '../components/useSubmit';
import { t } from '../i18n';
import { accountPath, nextPath } from '../router';
import { passkeysWork } from './passkeys';
import { PasskeyButton } from './PasskeyButton';
import { Or, ProviderButtons } from './ProviderButtons';
import { ProviderRefusal } from './ProviderRefusal';
import { Restore } from './Restore';
import { useWaitingPasskey } from './useWaitingPasskey';

const FIELDS = ['email_or_handle', 'password'] as const;

interface Props {
  /** Why it begins again. */
  reason: ApiError | null;
  onTokens: (tokens: Tokens) => void;
  onSecondFactor: (factor: SecondFactor, remember: boolean) => void;
}

export function PasswordStep({ reason, onTokens, onSecondFactor }: Props) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(true);
  const [restoration, setRestoration] = useState(reason?.problem.restoration);
  /** Some refusals are no failures but lead on. */
  const enter = async (tokens: Promise<Tokens>): Promise<void> => {
    try {
      onTokens(await tokens);
    } catch (thrown) {
      const problem = thrown instanceof ApiError ? thrown.problem : undefined;
      if (problem?.secondFactor) return onSecondFactor(problem.secondFactor, remember);
      if (!problem?.restoration) throw thrown;
      setRestoration(problem.restoration);
    }
  };
  const signIn = (): Promise<void> =>
    enter(unwrap(api.POST('/api/auth/login', { body: { email_or_handle: name.trim(), password, remember } })));
  const byPasskey = (proof: PasskeyProof): Promise<void> =>
    enter(unwrap(api.POST('/api/auth/passkeys/login/finish', { body: { ...proof, remember } })));
  const { onSubmit, busy, error } = useSubmit(signIn);
  const waiting = useWaitingPasskey(byPasskey);
  const refusal = error ?? waiting ?? reason;
  const restored = async (): Promise<void> => {
    if (password) await signIn();
    setRestoration(undefined);
  };
  if (restoration) return <Restore restoration={restoration} onRestored={restored} />;
  return (
    <>
      <h1>{t('auth.signIn')}</h1>
      {!refusal && <ProviderRefusal />}
      <ProviderButtons returnTo={nextPath()} remember={remember} />
      <PasskeyButton onProof={byPasskey} />
      {passkeysWork && <Or />}
      <form noValidate onSubmit={onSubmit}>
        <FormError error={refusal} fields={FIELDS} />
        {refusal?.code === 'email-not-verified' && (
          <p class="field-switch">
            <a href={`/verify-email${name.includes('@') ? `?email=${encodeURIComponent(name.trim())}` : ''}`}>{t('auth.askForLink')}</a>
          </p>
        )}
        <TextField
          label={t('auth.emailOrHandle')}
          name="email_or_handle"
          autocomplete="username webauthn"
          value={name}
          onValue={setName}
          error={error?.field('email_or_handle')}
        />
        <PasswordField
          label={t('auth.password')}
          name="password"
          autocomplete="current-password"
          value={password}
          onValue={setPassword}
          error={error?.field('password')}
        />
        <p class="field-switch">
          <a href={accountPath('/forgot-password')}>{t('auth.forgot')}</a>
        </p>
        <CheckField label={t('auth.remember')} name="remember" checked={remember} onChecked={setRemember} />
        <button type="submit" class="button button--primary button--wide" disabled={busy}>
          {t('auth.signIn')}
        </button>
      </form>
      <p class="panel__foot">
        {t('auth.noAccount')} <a href={accountPath('/sign-up')}>{t('nav.signUp')}</a>
      </p>
    </>
  );
}
