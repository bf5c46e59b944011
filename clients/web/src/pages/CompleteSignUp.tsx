// After a first sign-in at a provider that vouches for no address: what is still missing for an account.
import { api, unwrap } from '../api/client';
import { adopt } from '../api/session';
import { Form, Submit } from '../components/Form';
import { toast } from '../components/Toasts';
import { useForm } from '../components/useForm';
import { useTitle } from '../components/useTitle';
import { t } from '../i18n';
import { newAccount, NewAccountFields } from '../identity/NewAccountFields';
import { Outcome } from '../identity/Outcome';
import { fragment, navigate, nextPath } from '../router';

export function CompleteSignUp() {
  useTitle(t('complete.title'));
  const given = fragment();
  const ticket = given.get('ticket');
  const first = { email: given.get('email') ?? '', handle: given.get('handle') ?? '', display_name: '' };
  const form = useForm(first, async (account) => {
    const body = { ticket: ticket ?? '', ...newAccount(account) };
    adopt(await unwrap(api.POST('/api/auth/signin/complete', { body })));
    toast(t('auth.created'));
    navigate(nextPath(), { replace: true });
  });
  if (!ticket || form.error?.code === 'sign-in-expired') {
    return (
      <div class="panel panel--narrow">
        <Outcome icon="clock" title={t('complete.expired')} text={t('complete.expiredText')}>
          <a class="button button--primary" href="/sign-in">
            {t('nav.signIn')}
          </a>
        </Outcome>
      </div>
    );
  }
  return (
    <div class="panel panel--narrow">
      <h1>{t('complete.title')}</h1>
      <p class="section__text">{t('complete.text')}</p>
      <Form of={form}>
        <NewAccountFields of={form} />
        <Submit of={form} wide>
          {t('nav.signUp')}
        </Submit>
      </Form>
    </div>
  );
}
