import { beforeEach, expect, test, vi } from 'vitest';
import type { Processing } from '../src/api/types';

const ORIGIN = 'http://app.test';

const at = (state: Processing['state'], progress: number): Processing => ({
  state,
  playable: progress > 0.2,
  progress,
  renditions: [],
  source: null,
  failure: null,
});

const events = (...states: Processing[]): Response =>
  new Response(states.map((state) => `event: processing\ndata: ${JSON.stringify(state)}\n\n`).join(''));

/** Follows a video over a server that gives these answers, in this order. */
async function follow(answers: ({ stream: Response } | { poll: Response })[]): Promise<Processing[]> {
  vi.stubGlobal('location', new URL(ORIGIN));
  vi.stubGlobal('fetch', (request: Request | string) => {
    const next = answers.shift();
    if (!next) throw new Error('one question too many');
    const path = new URL(typeof request === 'string' ? request : request.url, ORIGIN).pathname;
    expect(path.endsWith('/events')).toBe('stream' in next);
    return Promise.resolve('stream' in next ? next.stream : next.poll);
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { watchProcessing } = await import('../src/api/processing');
  const seen: Processing[] = [];
  const done = (async () => {
    for await (const state of watchProcessing('1', new AbortController().signal)) seen.push(state);
  })();
  let settled = false;
  void done.catch(() => undefined).finally(() => (settled = true));
  while (!settled) await vi.advanceTimersByTimeAsync(500);
  await done;
  expect(answers).toHaveLength(0);
  return seen;
}

beforeEach(() => {
  vi.resetModules();
  vi.useRealTimers();
});

test('a stream that holds is enough', async () => {
  const seen = await follow([{ stream: events(at('waiting', 0), at('encoding', 0.5), at('ready', 1)) }]);
  expect(seen.map(({ state }) => state)).toEqual(['waiting', 'encoding', 'ready']);
});

test('after a stream that ends early it asks once, and listens again', async () => {
  const seen = await follow([
    { stream: events(at('encoding', 0.3)) },
    { poll: Response.json(at('encoding', 0.5)) },
    { stream: events(at('ready', 1)) },
  ]);
  expect(seen.map(({ progress }) => progress)).toEqual([0.3, 0.5, 1]);
});

test('without any stream, asking does', async () => {
  const seen = await follow([
    { stream: new Response(null, { status: 503 }) },
    { poll: new Response(null, { status: 503 }) },
    { stream: new Response(null, { status: 503 }) },
    { poll: Response.json(at('failed', 0)) },
  ]);
  expect(seen.map(({ state }) => state)).toEqual(['failed']);
});

test('a clear refusal ends it', async () => {
  const gone = (): Response => Response.json({ code: 'no-such-video', detail: 'Gone.' }, { status: 404 });
  await expect(follow([{ stream: gone() }, { poll: gone() }])).rejects.toThrow('Gone.');
});
