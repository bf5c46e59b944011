// Pages that belong together: which ones there are, beside the one that is shown.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t, type MessageKey } from '../i18n';
import { location$ } from '../router';
import { useTitle } from './useTitle';

export type Pages = readonly (readonly [path: string, title: MessageKey])[];

interface Props {
  /** What the pages are called together. */
  label: string;
  pages: Pages;
  title: string;
  children: ComponentChildren;
}

export function PagesFrame({ label, pages, title, children }: Props) {
  useTitle(title);
  const { pathname } = location$.value;
  const nav = useRef<HTMLElement>(null);
  // On a narrow screen the list scrolls sideways; where one is must be in sight.
  useEffect(() => nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [pathname]);
  return (
    <div class="settings">
      <nav ref={nav} class="settings__nav" aria-label={label}>
        {pages.map(([path, key]) => (
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
