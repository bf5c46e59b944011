// The frame of the pages for moderators and administrators.
import type { ComponentChildren } from 'preact';
import { user } from '../api/session';
import type { Role } from '../api/types';
import { PagesFrame } from '../components/PagesFrame';
import { t, type MessageKey } from '../i18n';
import { NotFound } from '../pages/NotFound';
import { reaches } from './roles';

const PAGES: readonly (readonly [path: string, title: MessageKey, least: Role])[] = [
  ['/admin/reports', 'reports.title', 'moderator'],
  ['/admin/users', 'users.title', 'admin'],
  ['/admin/invitations', 'invitations.title', 'admin'],
  ['/admin/categories', 'categories.title', 'admin'],
  ['/admin/audit', 'audit.title', 'admin'],
];

interface Props {
  title: string;
  /** The least role that the page is for. */
  least?: Role;
  children: ComponentChildren;
}

/** For others there is nothing here. The server decides; this only spares them pages that would not load. */
export function AdminFrame({ least = 'admin', ...page }: Props) {
  const role = user.value?.role;
  if (!role || !reaches(role, least)) return <NotFound />;
  const pages = PAGES.filter(([, , needed]) => reaches(role, needed)).map(([path, title]) => [path, title] as const);
  return <PagesFrame label={t(role === 'admin' ? 'nav.admin' : 'nav.moderation')} pages={pages} {...page} />;
}
