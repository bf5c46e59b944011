// The frame of the pages with what a viewer wants to find again.
import type { ComponentChildren } from 'preact';
import { useTitle } from '../components/useTitle';
import { t, type MessageKey } from '../i18n';
import { location$ } from '../router';

const PAGES: readonly (readonly [path: string, title: MessageKey])[] = [
  ['/feed', 'feed.title'],
  ['/favorites', 'favorites.title'],
  ['/playlists', 'playlists.title'],
  ['/history', 'history.title'],
];

export function LibraryFrame({ title, children }: { title: string; children: ComponentChildren }) {
  useTitle(title);
  const { pathname } = location$.value;
  return (
    <>
      <nav class="tabs" aria-label={t('library.title')}>
        {PAGES.map(([path, key]) => (
          <a key={path} href={path} aria-current={pathname === path ? 'page' : undefined}>
            {t(key)}
          </a>
        ))}
      </nav>
      <h1 class="library__title">{title}</h1>
      {children}
    </>
  );
}
