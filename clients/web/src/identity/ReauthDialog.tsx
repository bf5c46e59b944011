// Asks for a proof that it is still the owner who sits there, over whatever page asked for it.
import { useEffect, useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { ApiError } from '../api/problem';
import { user } from '../api/session';
import type { Reauthenticate } from '../api/types';
import { Dialog } from '../components/Dialog';
import { PasswordField } from '../components/Field';
import { FormError } from '../components/FormError';
import { Loading } from '../components/Loading';
import { useLoad } from '../components/useLoad';
import { useSubmit } from '../components/useSubmit';
import { t } from '../i18n';
import { location$ } from '../router';
import { codeProof } from './code';
import { CodeField } from './CodeField';
import { passkeysWork } from './passkeys';
import { PasskeyButton } from './PasskeyButton';
import { Or, ProviderButtons } from './ProviderButtons';
import { question } from './recent';

/** What this account can prove itself by. */
interface Ways {
  password: boolean;
  totp: boolean;
  passkey: boolean;
  identities: readonly string[];
}

async function readWays(signal: AbortSignal): Promise<Ways> {
  const [profile, factors, { identities }] = await Promise.all([
    unwrap(api.GET('/api/users/profile', { signal })),
    unwrap(api.GET('/api/auth/mfa', { signal })),
    unwrap(api.GET('/api/auth/identities', { signal })),
  ]);
  return {
    password: profile.has_password,
    totp: factors.totp,
    passkey: factors.passkeys > 0 && passkeysWork,
    identities: identities.map(({ provider }) => provider),
  };
}

/** Shows the dialogue while something waits for a proof. */
export function ReauthDialog() {
  const asked = question.value;
  if (!asked || !user.value) return null;
  return (
    <Dialog title={t('reauth.title')} onClose={asked.dismiss}>
      {(close) => <Proofs onProven={asked.answer} onCancel={close} />}
    </Dialog>
  );
}

interface ProofsProps {
  onProven: () => void;
  onCancel: () => void;
}

function Proofs({ onProven, onCancel }: ProofsProps) {
  const ways = useLoad(readWays);
  const prove = async (body: Reauthenticate): Promise<void> => {
    await unwrap(api.POST('/api/auth/reauthenticate', { body }));
    onProven();
  };
  if (!ways.data) return <Loading of={ways} />;
  const { password, totp, passkey, identities } = ways.data;
  const here = location$.value.pathname + location$.value.search;
  return (
    <>
      <p class="dialog__text">{t('reauth.text')}</p>
      {passkey && <PasskeyButton onProof={(proof) => prove({ passkey: proof })} />}
      {passkey && (password || totp) && <Or />}
      {(password || totp) && <TypedProof password={password} totp={totp} prove={prove} onCancel={onCancel} />}
      {!password && !totp && !passkey && <ProviderButtons returnTo={here} only={identities} />}
    </>
  );
}

interface TypedProps extends Pick<Ways, 'password' | 'totp'> {
  prove: (body: Reauthenticate) => Promise<void>;
  onCancel: () => void;
}

function TypedProof({ password: asksPassword, totp: asksCode, prove, onCancel }: TypedProps) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const { onSubmit, busy, error } = useSubmit(() => prove({ ...(asksPassword && { password }), ...(asksCode && codeProof(code)) }));
  useEffect(() => {
    // A code is good once, so another try needs another one.
    if (error instanceof ApiError) setCode('');
  }, [error]);
  return (
    <form noValidate onSubmit={onSubmit}>
      <FormError error={error} />
      <input
        class="visually-hidden"
        type="text"
        name="username"
        autocomplete="username"
        value={user.value?.email}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      {asksPassword && (
        <PasswordField
          focused
          label={t('auth.password')}
          name="password"
          autocomplete="current-password"
          value={password}
          onValue={setPassword}
        />
      )}
      {asksCode && <CodeField focused={!asksPassword} value={code} onValue={setCode} />}
      <div class="actions actions--end">
        <button type="button" class="button button--plain" onClick={onCancel}>
          {t('action.cancel')}
        </button>
        <button type="submit" class="button button--primary" disabled={busy}>
          {t('reauth.confirm')}
        </button>
      </div>
    </form>
  );
}
