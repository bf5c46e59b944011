// How many notifications are unread: asked for now and then, and known to the page that shows them.
import { effect, signal } from '@preact/signals';
import { api, unwrap } from '../api/client';
import { user } from '../api/session';
import { sleep } from '../lib/sleep';

/** At most 100, which is shown as "99+". */
export const unread = signal(0);

const EVERY_MS = 60_000;

/** Asks as long as somebody is signed in and looks at the page. */
export function startNotifications(): void {
  let life = new AbortController();
  effect(() => {
    const who = user.value?.id;
    life.abort();
    life = new AbortController();
    unread.value = 0;
    if (who) void ask(life.signal);
  });
}

async function ask(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (document.visibilityState === 'visible') {
      const query = { unread: true, limit: 1 };
      await unwrap(api.GET('/api/users/notifications', { params: { query }, signal })).then(
        (page) => {
          if (!signal.aborted) unread.value = page.unread;
        },
        () => undefined,
      );
    }
    await sleep(EVERY_MS, signal);
  }
}
