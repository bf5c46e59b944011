// The frame of the account's pages.
import type { ComponentChildren } from 'preact';
import { PagesFrame, type Pages } from '../components/PagesFrame';
import { t } from '../i18n';

const PAGES: Pages = [
  ['/account', 'profile.title'],
  ['/account/security', 'security.title'],
  ['/account/devices', 'devices.title'],
  ['/account/keys', 'keys.title'],
  ['/account/notifications', 'wishes.title'],
  ['/account/data', 'data.title'],
];

export function AccountFrame(page: { title: string; children: ComponentChildren }) {
  return <PagesFrame label={t('nav.account')} pages={PAGES} {...page} />;
}
