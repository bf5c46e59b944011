// New comments under one video as they come, by server-sent events.
import { parseEvents } from '../lib/sse';
import { sleep } from '../lib/sleep';
import { authorizedFetch } from './client';
import type { Comment } from './community';

const RETRY_MS = 5000;

/** Tells each new comment until `signal` aborts. A stream that breaks is taken up where it broke. */
export async function followComments(video: string, signal: AbortSignal, tell: (comment: Comment) => void): Promise<void> {
  const url = new URL(`/api/comments/video/${encodeURIComponent(video)}/events`, location.origin);
  let last: string | undefined;
  while (!signal.aborted) {
    const headers = { Accept: 'text/event-stream', ...(last !== undefined && { 'Last-Event-ID': last }) };
    const response = await authorizedFetch(new Request(url, { headers, credentials: 'same-origin', signal })).catch(() => null);
    // A refusal stays one; trouble on the way is waited out.
    if (response && response.status >= 400 && response.status < 500 && response.status !== 429) return;
    try {
      for await (const event of parseEvents(response?.body ?? new ReadableStream({ start: (empty) => empty.close() }))) {
        last = event.id ?? last;
        if (event.name === 'comment') tell(JSON.parse(event.data) as Comment);
      }
    } catch {
      // Proxies close streams as they like.
    }
    await sleep(RETRY_MS, signal);
  }
}
