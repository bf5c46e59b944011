// The bar at the top: the way home, the main places, who is signed in.
import { api } from '../api/client';
import { forget, user } from '../api/session';
import { t } from '../i18n';
import { accountPath, location$, navigate } from '../router';
import { dismissUpload } from '../upload/store';
import { Icon } from './Icon';
import logo from '../icon.svg';

const current = (path: string): 'page' | undefined => (location$.value.pathname === path ? 'page' : undefined);

async function signOut(): Promise<void> {
  await api.POST('/api/auth/logout').catch(() => undefined);
  forget();
  dismissUpload();
  navigate('/');
}

function Account() {
  const who = user.value;
  if (who === undefined) return <span class="account" aria-hidden="true" />;
  if (who === null) {
    return (
      <a class="button button--plain" href={accountPath('/sign-in')} aria-current={current('/sign-in')}>
        {t('nav.signIn')}
      </a>
    );
  }
  return (
    <span class="account">
      <span class="account__name" title={t('nav.signedInAs', { name: who.display_name })}>
        {who.display_name}
      </span>
      <button type="button" class="button button--plain" onClick={() => void signOut()}>
        {t('nav.signOut')}
      </button>
    </span>
  );
}

export function Header() {
  return (
    <header class="header" data-signed-in={user.value ? true : undefined}>
      <div class="header__inner">
        <a class="brand" href="/" aria-label="Claqueta" aria-current={current('/')}>
          <img src={logo} alt="" width="28" height="28" />
          <span class="brand__name">Claqueta</span>
        </a>
        <nav class="header__nav" aria-label={t('app.menu')}>
          {user.value && (
            <a class="header__link" href="/my-videos" aria-current={current('/my-videos')}>
              {t('nav.mine')}
            </a>
          )}
          <a class="button button--primary" href="/upload" aria-current={current('/upload')}>
            <Icon name="upload" />
            {t('nav.upload')}
          </a>
        </nav>
        <div class="header__end">
          <Account />
        </div>
      </div>
    </header>
  );
}
