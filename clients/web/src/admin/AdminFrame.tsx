// The frame of the pages for administrators.
import type { ComponentChildren } from 'preact';
import { user } from '../api/session';
import { PagesFrame, type Pages } from '../components/PagesFrame';
import { t } from '../i18n';
import { NotFound } from '../pages/NotFound';

const PAGES: Pages = [
  ['/admin/users', 'users.title'],
  ['/admin/invitations', 'invitations.title'],
  ['/admin/audit', 'audit.title'],
];

/** For others there is nothing here. The server decides; this only spares them pages that would not load. */
export function AdminFrame(page: { title: string; children: ComponentChildren }) {
  if (user.value?.role !== 'admin') return <NotFound />;
  return <PagesFrame label={t('nav.admin')} pages={PAGES} {...page} />;
}
