// The first step of a sign-in: name and password, and the ways around them.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { ApiError, type SecondFactor } from '../api/problem';
import type { PasskeyProof, Tokens } from '../api/types';
import { CheckField, PasswordField, TextField } from '../components/Field';
import { Form, Submit } from '../components/Form';
import { useForm } from '../components/useForm';
import { t } from '../i18n';
import { accountPath, nextPath } from '../router';
import { passkeysWork } from './passkeys';
import { PasskeyButton } from './PasskeyButton';
import { Or, ProviderButtons } from './ProviderButtons';
import { ProviderRefusal } from './ProviderRefusal';
import { Restore } from './Restore';
import { useWaitingPasskey } from './useWaitingPasskey';

const EMPTY = { email_or_handle: '', password: '', remember: true };

interface Props {
  /** Why it begins again. */
  reason: ApiError | null;
  onTokens: (tokens: Tokens) => void;
  onSecondFactor: (factor: SecondFactor, remember: boolean) => void;
}

export function PasswordStep({ reason, onTokens, onSecondFactor }: Props) {
  const [restoration, setRestoration] = useState(reason?.problem.restoration);
  /** Some refusals are no failures but lead on. */
  const enter = async (tokens: Promise<Tokens>): Promise<void> => {
    try {
      onTokens(await tokens);
    } catch (thrown) {
      const problem = thrown instanceof ApiError ? thrown.problem : undefined;
      if (problem?.secondFactor) return onSecondFactor(problem.secondFactor, form.values.remember);
      if (!problem?.restoration) throw thrown;
      setRestoration(problem.restoration);
    }
  };
  const signIn = ({ email_or_handle, ...rest }: typeof EMPTY): Promise<void> =>
    enter(unwrap(api.POST('/api/auth/login', { body: { email_or_handle: email_or_handle.trim(), ...rest } })));
  const form = useForm(EMPTY, signIn);
  const { email_or_handle: name, password, remember } = form.values;
  const byPasskey = (proof: PasskeyProof): Promise<void> =>
    enter(unwrap(api.POST('/api/auth/passkeys/login/finish', { body: { ...proof, remember } })));
  const waiting = useWaitingPasskey(byPasskey);
  const refusal = form.error ?? waiting ?? reason;
  const restored = async (): Promise<void> => {
    if (password) await signIn(form.values);
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
      <Form of={form} error={refusal}>
        {refusal?.code === 'email-not-verified' && (
          <p class="field-switch">
            <a href={`/verify-email${name.includes('@') ? `?email=${encodeURIComponent(name.trim())}` : ''}`}>{t('auth.askForLink')}</a>
          </p>
        )}
        <TextField label={t('auth.emailOrHandle')} autocomplete="username webauthn" {...form.field('email_or_handle')} />
        <PasswordField label={t('auth.password')} autocomplete="current-password" {...form.field('password')} />
        <p class="field-switch">
          <a href={accountPath('/forgot-password')}>{t('auth.forgot')}</a>
        </p>
        <CheckField label={t('auth.remember')} {...form.check('remember')} />
        <Submit of={form} wide>
          {t('auth.signIn')}
        </Submit>
      </Form>
      <p class="panel__foot">
        {t('auth.noAccount')} <a href={accountPath('/sign-up')}>{t('nav.signUp')}</a>
      </p>
    </>
  );
}
