// The second step of a sign-in: a code of the app, a recovery code, or a passkey.
import { api, unwrap } from '../api/client';
import { ApiError, type SecondFactor } from '../api/problem';
import type { PasskeyProof, Tokens } from '../api/types';
import { Form, Submit } from '../components/Form';
import { useForm } from '../components/useForm';
import { t } from '../i18n';
import { codeProof } from './code';
import { CodeField } from './CodeField';
import { PasskeyButton } from './PasskeyButton';
import { Or } from './ProviderButtons';
import { passkeysWork } from './passkeys';

interface Props {
  factor: SecondFactor;
  /** As the first step said; a provider's round trip has remembered it by itself. */
  remember?: boolean;
  onTokens: (tokens: Tokens) => void;
  /** The first step is needed again; with a reason unless the person wants it so. */
  onRestart: (reason?: ApiError) => void;
}

export function SecondFactorStep({ factor, remember, onTokens, onRestart }: Props) {
  const prove = async (proof: { totp: string } | { recovery_code: string } | { passkey: PasskeyProof }): Promise<void> => {
    const body = { ticket: factor.ticket, ...(remember !== undefined && { remember }), ...proof };
    try {
      onTokens(await unwrap(api.POST('/api/auth/login/second-factor', { body })));
    } catch (thrown) {
      const leadsBack = thrown instanceof ApiError && (thrown.code === 'second-factor-expired' || thrown.problem.restoration);
      if (!leadsBack) throw thrown;
      onRestart(thrown);
    }
  };
  const form = useForm({ code: '' }, async ({ code }) => {
    try {
      await prove(codeProof(code));
    } catch (thrown) {
      form.set({ code: '' });
      throw thrown;
    }
  });
  const typed = factor.methods.includes('totp');
  return (
    <>
      <h1>{t('second.title')}</h1>
      {typed && (
        <>
          <p class="section__text">{t('second.text')}</p>
          <Form of={form}>
            <CodeField focused {...form.field('code')} recovery={factor.methods.includes('recovery-code')} />
            <Submit of={form} wide disabled={form.values.code.trim() === ''}>
              {t('second.continue')}
            </Submit>
          </Form>
        </>
      )}
      {factor.methods.includes('passkey') && passkeysWork && (
        <>
          {typed && <Or />}
          <PasskeyButton onProof={(passkey) => prove({ passkey })} />
        </>
      )}
      <p class="panel__foot">
        <button type="button" class="button button--plain" onClick={() => onRestart()}>
          {t('second.restart')}
        </button>
      </p>
    </>
  );
}
