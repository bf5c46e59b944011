// Asks for a proof that it is still the owner who sits there, over whatever page asked for it.
import { useEffect } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { user } from '../api/session';
import type { Reauthenticate } from '../api/types';
import { Dialog } from '../components/Dialog';
import { PasswordField } from '../components/Field';
import { Form, FormActions } from '../components/Form';
import { Loading } from '../components/Loading';
import { useLoad } from '../components/useLoad';
import { useForm } from '../components/useForm';
import { t } from '../i18n';
import { location$ } from '../router';
import { AccountName } from './AccountName';
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
  const form = useForm({ password: '', code: '' }, ({ password, code }) =>
    prove({ ...(asksPassword && { password }), ...(asksCode && codeProof(code)) }),
  );
  useEffect(() => {
    // A code is good once, so another try needs another one.
    if (form.error) form.set({ code: '' });
  }, [form.error]);
  return (
    <Form of={form}>
      <AccountName />
      {asksPassword && <PasswordField focused label={t('auth.password')} autocomplete="current-password" {...form.field('password')} />}
      {asksCode && <CodeField focused={!asksPassword} {...form.field('code')} />}
      <FormActions of={form} end onCancel={onCancel}>
        {t('reauth.confirm')}
      </FormActions>
    </Form>
  );
}
