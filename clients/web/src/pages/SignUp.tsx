// Making an account: by this form, or at a provider.
import { useState } from 'preact/hooks';
import { api, unwrapWithResponse, unwrap } from '../api/client';
import { ApiError } from '../api/problem';
import { adopt } from '../api/session';
import { PasswordField } from '../components/Field';
import { Form, Submit } from '../components/Form';
import { toast } from '../components/Toasts';
import { useForm } from '../components/useForm';
import { useTitle } from '../components/useTitle';
import { t } from '../i18n';
import { newAccount, NewAccountFields } from '../identity/NewAccountFields';
import { Outcome } from '../identity/Outcome';
import { Or, ProviderButtons } from '../identity/ProviderButtons';
import { providers } from '../identity/providers';
import { Resend } from '../identity/Resend';
import { accountPath, location$, navigate, nextPath } from '../router';

/** What is still to happen before the new account can be used. */
interface Waiting {
  for: 'mail' | 'approval';
  email: string;
}

/** Creates an account and signs it in: registering alone gives no tokens. */
export function SignUp() {
  useTitle(t('auth.signUp'));
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  return (
    <div class="panel panel--narrow">
      {waiting === null && <NewAccountForm onWaiting={setWaiting} />}
      {waiting?.for === 'mail' && (
        <Outcome icon="mail" title={t('mail.title')} text={t('mail.signUp', { email: waiting.email })}>
          <Resend email={waiting.email} sent />
        </Outcome>
      )}
      {waiting?.for === 'approval' && <Outcome icon="clock" title={t('auth.approvalTitle')} text={t('auth.approvalText')} />}
    </div>
  );
}

function NewAccountForm({ onWaiting }: { onWaiting: (waiting: Waiting) => void }) {
  const invitation = location$.value.searchParams.get('invitation');
  const form = useForm({ email: '', handle: '', display_name: '', password: '' }, async ({ password, ...account }) => {
    const { email } = account;
    const body = { ...newAccount(account), password, ...(invitation && { invitation }) };
    const { response } = await unwrapWithResponse(api.POST('/api/auth/register', { body }));
    if (response.status === 202) return onWaiting({ for: 'mail', email });
    try {
      adopt(await unwrap(api.POST('/api/auth/login', { body: { email_or_handle: body.email, password, remember: true } })));
    } catch (thrown) {
      if (thrown instanceof ApiError && thrown.code === 'approval-pending') return onWaiting({ for: 'approval', email });
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
      <Form of={form}>
        <NewAccountFields of={form} />
        <PasswordField
          label={t('auth.password')}
          autocomplete="new-password"
          hint={t('auth.passwordHint')}
          {...form.field('password')}
        />
        <Submit of={form} wide>
          {t('nav.signUp')}
        </Submit>
      </Form>
      <p class="panel__foot">
        {t('auth.haveAccount')} <a href={accountPath('/sign-in')}>{t('nav.signIn')}</a>
      </p>
    </>
  );
}
