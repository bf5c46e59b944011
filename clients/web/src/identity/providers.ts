// Which identity providers there are. They change with the server's configuration only, so they are asked for once.
import { signal } from '@preact/signals';
import { api, unwrap } from '../api/client';
import type { Provider } from '../api/types';

export const providers = signal<readonly Provider[]>([]);

let asked: Promise<void> | null = null;

/** Fills `providers`. Where that fails there are no buttons, and the next page asks again. */
export function loadProviders(): Promise<void> {
  asked ??= unwrap(api.GET('/api/auth/providers')).then(
    (found) => {
      providers.value = found.providers;
    },
    () => {
      asked = null;
    },
  );
  return asked;
}

/** The address that begins a sign-in there. It is a page, not a call: the browser leaves for the provider. */
export function providerAddress(id: string, returnTo: string, remember = true): string {
  const query = new URLSearchParams({ return_to: returnTo, ...(!remember && { remember: 'false' }) });
  return `/api/auth/signin/${encodeURIComponent(id)}?${query}`;
}
