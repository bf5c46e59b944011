// Who is signed in, and behind that the places of one's own.
import { useEffect, useRef, useState } from 'preact/hooks';
import { reaches } from '../admin/roles';
import type { User } from '../api/types';
import { t, type MessageKey } from '../i18n';
import { leaving } from '../identity/SignOut';
import { location$ } from '../router';
import { Avatar } from './Avatar';
import { Icon } from './Icon';
import { useDismiss } from './useDismiss';

const PLACES: readonly (readonly [path: string, title: MessageKey])[] = [
  ['/feed', 'feed.title'],
  ['/favorites', 'favorites.title'],
  ['/playlists', 'playlists.title'],
  ['/history', 'history.title'],
];

const current = (prefix: string): 'page' | undefined => (location$.value.pathname.startsWith(prefix) ? 'page' : undefined);

/** A button that opens a short list of links; Escape, a click elsewhere and every choice close it. */
export function AccountMenu({ who }: { who: User }) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const path = location$.value.pathname;
  useEffect(() => setOpen(false), [path]);
  const signOut = (): void => {
    setOpen(false);
    leaving.value = true;
  };
  useDismiss(root, open, (byKey) => {
    setOpen(false);
    if (byKey) button.current?.focus();
  });
  return (
    <div class="menu" ref={root}>
      <button
        ref={button}
        type="button"
        class="menu__button"
        aria-expanded={open}
        aria-controls="account-menu"
        onClick={() => setOpen(!open)}
      >
        <Avatar of={who} />
        <span class="visually-hidden">{t('nav.yourMenu')}</span>
        <span class="account__name">{who.display_name}</span>
        <Icon name="chevron" />
      </button>
      <div class="menu__list" id="account-menu" hidden={!open}>
        <p class="menu__who">
          <strong>{who.display_name}</strong>
          <span>@{who.handle}</span>
        </p>
        <a href="/my-videos" aria-current={current('/my-videos')}>
          {t('nav.mine')}
        </a>
        {PLACES.map(([path, key]) => (
          <a key={path} href={path} aria-current={current(path)}>
            {t(key)}
          </a>
        ))}
        <a href="/account" aria-current={current('/account')}>
          {t('nav.account')}
        </a>
        {reaches(who.role, 'moderator') && (
          <a href="/admin/reports" aria-current={current('/admin')}>
            {t(who.role === 'admin' ? 'nav.admin' : 'nav.moderation')}
          </a>
        )}
        <button type="button" onClick={signOut}>
          {t('nav.signOut')}
        </button>
      </div>
    </div>
  );
}
