// Follows the encode of one video: server-sent events, and single requests in between when the stream does not hold.
import { parseEvents } from '../lib/sse';
import { sleep } from '../lib/sleep';
import { api, authorizedFetch, unwrap } from './client';
import { ApiError } from './problem';
import type { Processing } from './types';

const RETRY_MS = 2000;

const isFinal = (processing: Processing): boolean => processing.state === 'ready' || processing.state === 'failed';

/**
 * Yields the state each time that it changes, until it is final or `signal` aborts.
 *
 * `fetch` is used rather than `EventSource` because it carries the access token and shows the status of a refusal.
 */
export async function* watchProcessing(id: string, signal: AbortSignal): AsyncGenerator<Processing> {
  while (!signal.aborted) {
    try {
      for await (const processing of streamOnce(id, signal)) {
        yield processing;
        if (isFinal(processing)) return;
      }
    } catch {
      // A stream may break at any time (proxies close idle ones); the single request below says what is really wrong.
    }
    if (signal.aborted) return;
    const processing = await pollOnce(id, signal);
    if (processing) {
      yield processing;
      if (isFinal(processing)) return;
    }
    await sleep(RETRY_MS, signal);
  }
}

async function* streamOnce(id: string, signal: AbortSignal): AsyncGenerator<Processing> {
  const url = new URL(`/api/videos/${encodeURIComponent(id)}/processing/events`, location.origin);
  const response = await authorizedFetch(
    new Request(url, { headers: { Accept: 'text/event-stream' }, credentials: 'same-origin', signal }),
  );
  if (!response.ok || !response.body) return;
  for await (const event of parseEvents(response.body)) {
    if (event.data) yield JSON.parse(event.data) as Processing;
  }
}

/** One plain request. A refusal is thrown, since no retry cures it; trouble on the way is waited out. */
async function pollOnce(id: string, signal: AbortSignal): Promise<Processing | undefined> {
  try {
    return await unwrap(api.GET('/api/videos/{id}/processing', { params: { path: { id } }, signal }));
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429) throw error;
    return undefined;
  }
}
