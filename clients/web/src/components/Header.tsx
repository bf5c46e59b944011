// The bar at the top: the way home, the main places, who is signed in.
import { user } from '../api/session';
import { t } from '../i18n';
import { accountPath, location$ } from '../router';
import { AccountMenu } from './AccountMenu';
import { Bell } from './Bell';
import { Icon } from './Icon';
import { SearchBox } from '../search/SearchBox';
import logo from '../icon.svg';

const current = (path: string): 'page' | undefined => (location$.value.pathname === path ? 'page' : undefined);

function Account() {
  const who = user.value;
  if (who === undefined) return <span class="account" aria-hidden="true" />;
  if (who) return <AccountMenu who={who} />;
  return (
    <a class="button button--plain" href={accountPath('/sign-in')} aria-current={current('/sign-in')}>
      {t('nav.signIn')}
    </a>
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
        <SearchBox />
        <nav class="header__nav" aria-label={t('app.menu')}>
          {user.value && (
            <a class="header__link" href="/my-videos" aria-current={current('/my-videos')}>
              {t('nav.mine')}
            </a>
          )}
          <a class="button button--primary" href="/upload" aria-current={current('/upload')}>
            <Icon name="upload" />
            <span class="header__word">{t('nav.upload')}</span>
          </a>
        </nav>
        <div class="header__end">
          {user.value && <Bell />}
          <Account />
        </div>
      </div>
    </header>
  );
}
