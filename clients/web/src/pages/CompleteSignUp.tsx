// After a first sign-in at a provider that vouches for no address: what is still missing for an account.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { adopt } from '../api/session';
import { TextField } from '../components/Field';
import { FormError } from '../components/FormError';
import { toast } from '../components/Toasts';
import { useSubmit } from '../components/useSubmit';
import { useTitle } from '../components/useTitle';
import { t } from '../i18n';
import { Outcome } from '../identity/Outcome';
import { fragment, navigate, nextPath } from '../router';

const FIELDS = ['email', 'handle', 'display_name'] as const;

export function CompleteSignUp() {
  useTitle(t('complete.title'));
  const given = fragment();
  const ticket = given.get('ticket');
  const [email, setEmail] = useState(given.get('email') ?? '');
  const [handle, setHandle] = useState(given.get('handle') ?? '');
  const [displayName, setDisplayName] = useState('');
  const { onSubmit, busy, error } = useSubmit(async () => {
    const name = displayName.trim();
    const body = { ticket: ticket ?? '', email: email.trim(), handle: handle.trim(), ...(name && { display_name: name }) };
    adopt(await unwrap(api.POST('/api/auth/signin/complete', { body })));
    toast(t('auth.created'));
    navigate(nextPath(), { replace: true });
  });
  if (!ticket || error?.code === 'sign-in-expired') {
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
        <button type="submit" class="button button--primary button--wide" disabled={busy}>
          {t('nav.signUp')}
        </button>
      </form>
    </div>
  );
}
