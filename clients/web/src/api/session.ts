// Who is signed in. The session itself is an HttpOnly cookie that script cannot read; the short-lived access token is kept in
// memory only, and renewed before it runs out or once after a 401.
import { signal } from '@preact/signals';
import { sleep } from '../lib/sleep';
import { recall, remember } from '../lib/storage';
import type { Tokens, User } from './types';

/** The signed-in user; `null` for nobody, `undefined` until the server was asked. */
export const user = signal<User | null | undefined>(undefined);

interface AccessToken {
  value: string;
  /** Milliseconds since the epoch, by this device's clock. */
  expiresAt: number;
}

/** Renew this long before the end, so that no request carries a token that dies on the way. */
const MARGIN_MS = 30_000;

/** Says only that somebody signed in here once, so that visitors cause no refused refresh. It is no secret. */
const HINT = 'claqueta.signed-in';

/** A request that hangs must not keep anybody signed in for longer. */
const LAST_WORDS_MS = 5_000;

let access: AccessToken | null = null;
let renewing: Promise<boolean> | null = null;
const underWay = new Set<Promise<unknown>>();

export function adopt(tokens: Tokens): void {
  access = { value: tokens.access_token, expiresAt: Date.now() + tokens.expires_in * 1000 };
  user.value = tokens.user;
  remember(HINT, '1');
}

export function forget(): void {
  access = null;
  user.value = null;
  remember(HINT, null);
}

/** Rotates the refresh cookie. Concurrent callers share one request. Resolves to whether somebody is signed in. */
export function renew(): Promise<boolean> {
  renewing ??= requestRenewal().finally(() => {
    renewing = null;
  });
  return renewing;
}

async function requestRenewal(): Promise<boolean> {
  const response = await fetch('/api/auth/refresh', { method: 'POST', credentials: 'same-origin' });
  if (response.ok) {
    adopt((await response.json()) as Tokens);
    return true;
  }
  // Only a clear "no" ends the session here; a server in trouble must not sign people out.
  if (response.status === 401) forget();
  return false;
}

/** The value for an Authorization header, or `undefined` where the cookie has to do. */
export async function authorization(): Promise<string | undefined> {
  if (access && access.expiresAt - MARGIN_MS < Date.now()) await renew().catch(() => false);
  return access ? `Bearer ${access.value}` : undefined;
}

/** Sends a request that the end of the session waits for. */
export function tracked(run: () => Promise<Response>): Promise<Response> {
  const answer = run().finally(() => underWay.delete(answer));
  underWay.add(answer);
  return answer;
}

/**
 * Ends the session, once what is under way is answered: nothing of it is lost, and nothing is refused since its session is no more.
 * Resolves to whether the server has ended it; otherwise it goes on.
 */
export async function end(): Promise<boolean> {
  await Promise.race([Promise.allSettled(underWay), sleep(LAST_WORDS_MS, new AbortController().signal)]);
  const response = await fetch('/api/auth/logout', { method: 'POST', credentials: 'same-origin' }).catch(() => null);
  // A session that is refused has ended before.
  const ended = response?.ok === true || response?.status === 401;
  if (ended) forget();
  return ended;
}

/** Asks the server once, at the start of the app. */
export async function restore(): Promise<void> {
  try {
    const response = await fetch('/api/auth/session', { credentials: 'same-origin' });
    const { user: found } = (await response.json()) as { user: User | null };
    if (found) user.value = found;
    else if (recall(HINT) && (await renew())) return;
    else forget();
  } catch {
    user.value ??= null;
  }
}
