// The frame of the account's pages: which ones there are, beside the one that is shown.
import type { ComponentChildren } from 'preact';
import { t, type MessageKey } from '../i18n';
import { location$ } from '../router';
import { useTitle } from '../components/useTitle';

const PAGES: readonly (readonly [path: string, title: MessageKey])[] = [
  ['/account', 'profile.title'],
  ['/account/security', 'security.title'],
  ['/account/devices', 'devices.title'],
  ['/account/keys', 'keys.title'],
  ['/account/data', 'data.title'],
];

interface Props {
  title: string;
  children: ComponentChildren;
}

export function AccountFrame({ title, children }: Props) {
  useTitle(title);
  const { pathname } = location$.value;
  return (
    <div class="settings">
      <nav class="settings__nav" aria-label={t('nav.account')}>
        {PAGES.map(([path, key]) => (
          <a key={path} href={path} aria-current={pathname === path ? 'page' : undefined}>
            {t(key)}
          </a>
        ))}
      </nav>
      <div class="settings__page">
        <h1>{title}</h1>
        {children}
      </div>
    </div>
  );
}
