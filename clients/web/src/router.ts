// The address bar as a signal. Links are plain `<a href>`; one listener turns those of the app into page changes without a load.
import { signal } from '@preact/signals';

export const location$ = signal(new URL(location.href));

/** Goes to a path of this app: to its top, unless one stays where one is in it. */
export function navigate(to: string, options: { replace?: boolean; stay?: boolean } = {}): void {
  const url = new URL(to, location.href);
  if (options.replace) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  location$.value = url;
  if (!options.stay) scrollTo(0, 0);
}

/** What stands behind the `#`, read like a query: secrets that no server's log shall see come that way. */
export function fragment(): URLSearchParams {
  return new URLSearchParams(location$.value.hash.slice(1));
}

/** Pages on which one only stays until one is signed in. */
const ON_THE_WAY = ['/sign-in', '/sign-up', '/complete-sign-up', '/forgot-password', '/reset-password', '/verify-email', '/confirm-email'];

/** Where to go after signing in. Only paths of this origin are followed. */
export function nextPath(): string {
  const { pathname, search, searchParams } = location$.value;
  const here = ON_THE_WAY.includes(pathname) ? '/' : pathname + search;
  const next = new URL(searchParams.get('return_to') ?? fragment().get('return_to') ?? here, location.origin);
  return next.origin === location.origin ? next.pathname + next.search : '/';
}

/** A page for signing in or up that comes back to where the reader is now, or was on the way to. */
export function accountPath(page: '/sign-in' | '/sign-up' | '/forgot-password'): string {
  const next = nextPath();
  return next === '/' ? page : `${page}?return_to=${encodeURIComponent(next)}`;
}

/** Starts listening to links and to the back button. */
export function startRouter(): void {
  addEventListener('popstate', () => {
    location$.value = new URL(location.href);
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || !isOurs(link, event)) return;
    event.preventDefault();
    navigate(link.href);
  });
}

function isOurs(link: HTMLAnchorElement, event: MouseEvent): boolean {
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey && !event.defaultPrevented;
  const inApp =
    link.origin === location.origin && !/^\/(api|media)\//.test(link.pathname) && !link.target && !link.hasAttribute('download');
  // A link to a part of this very page (the skip link) stays the browser's.
  const sameDocument = link.hash !== '' && link.pathname === location.pathname;
  return plain && inApp && !sameDocument;
}
