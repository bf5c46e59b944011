// The frame of the pages for administrators.
import type { ComponentChildren } from 'preact';
import { user } from '../api/session';
import { useTitle } from '../components/useTitle';
import { t, type MessageKey } from '../i18n';
import { NotFound } from '../pages/NotFound';
import { location$ } from '../router';

const PAGES: readonly (readonly [path: string, title: MessageKey])[] = [
  ['/admin/users', 'users.title'],
  ['/admin/invitations', 'invitations.title'],
  ['/admin/audit', 'audit.title'],
];

interface Props {
  title: string;
  children: ComponentChildren;
}

/** For others there is nothing here. The server decides; this only spares them pages that would not load. */
export function AdminFrame({ title, children }: Props) {
  useTitle(title);
  if (user.value?.role !== 'admin') return <NotFound />;
  const { pathname } = location$.value;
  return (
    <div class="settings">
      <nav class="settings__nav" aria-label={t('nav.admin')}>
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
