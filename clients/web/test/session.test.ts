import { beforeEach, expect, test, vi } from 'vitest';
import type { Tokens } from '../src/api/types';

interface Call {
  path: string;
  authorization: string | null;
}

const ORIGIN = 'http://app.test';
const tokens = (name: string, seconds = 900): Tokens => ({
  access_token: name,
  token_type: 'Bearer',
  expires_in: seconds,
  user: { id: '1', handle: 'ana', display_name: 'Ana', avatar_url: null, role: 'creator', email: 'ana@example.test', email_verified: true },
});

/** Loads the modules afresh over a server that is played by `answer`, and gives what was asked of it. */
async function load(answer: (call: Call) => Response | Promise<Response>) {
  const calls: Call[] = [];
  const memory = new Map<string, string>();
  vi.stubGlobal('location', new URL(ORIGIN));
  vi.stubGlobal('navigator', { languages: ['en'] });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => memory.get(key) ?? null,
    setItem: (key: string, value: string) => memory.set(key, value),
    removeItem: (key: string) => memory.delete(key),
  });
  vi.stubGlobal('fetch', (input: Request | string) => {
    const request = new Request(typeof input === 'string' ? new URL(input, ORIGIN) : input);
    const call = { path: new URL(request.url).pathname, authorization: request.headers.get('Authorization') };
    calls.push(call);
    return Promise.resolve(answer(call));
  });
  const session = await import('../src/api/session');
  const { authorizedFetch } = await import('../src/api/client');
  const ask = (method: string) => (path: string) => authorizedFetch(new Request(ORIGIN + path, { method }));
  return { calls, memory, session, get: ask('GET'), post: ask('POST') };
}

/** An answer, and what makes it come. */
function later(): [Promise<Response>, (answer: Response) => void] {
  let come: (answer: Response) => void = () => undefined;
  return [new Promise<Response>((resolve) => (come = resolve)), (answer) => come(answer)];
}

const paths = (calls: Call[]): string[] => calls.map(({ path }) => path);

beforeEach(() => {
  vi.useRealTimers();
  vi.resetModules();
});

test('a refused token is refreshed once, and the request sent again', async () => {
  const { calls, session, get } = await load(({ path, authorization }) => {
    if (path === '/api/auth/refresh') return Response.json(tokens('new'));
    return new Response(null, { status: authorization === 'Bearer new' ? 200 : 401 });
  });
  session.adopt(tokens('old'));
  expect((await get('/api/videos/mine')).status).toBe(200);
  expect(paths(calls)).toEqual(['/api/videos/mine', '/api/auth/refresh', '/api/videos/mine']);
});

test('requests that are refused together share one refresh', async () => {
  const { calls, session, get } = await load(({ path, authorization }) => {
    if (path === '/api/auth/refresh') return Response.json(tokens('new'));
    return new Response(null, { status: authorization === 'Bearer new' ? 200 : 401 });
  });
  session.adopt(tokens('old'));
  const answers = await Promise.all(['/api/a', '/api/b', '/api/c'].map(get));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(calls.filter(({ path }) => path === '/api/auth/refresh')).toHaveLength(1);
});

test('when the refresh is refused, the first answer stands and the user is signed out', async () => {
  const { calls, memory, session, get } = await load(() => new Response(null, { status: 401 }));
  session.adopt(tokens('old'));
  expect((await get('/api/videos/mine')).status).toBe(401);
  expect(calls).toHaveLength(2);
  expect(session.user.value).toBeNull();
  expect(memory.size).toBe(0);
});

test('a server in trouble signs nobody out', async () => {
  const { session, get } = await load(({ path }) => new Response(null, { status: path === '/api/auth/refresh' ? 503 : 401 }));
  session.adopt(tokens('old'));
  await get('/api/videos/mine');
  expect(session.user.value?.handle).toBe('ana');
});

test('a token is renewed before it runs out', async () => {
  const { calls, session, get } = await load(({ path }) => (path === '/api/auth/refresh' ? Response.json(tokens('new')) : new Response()));
  session.adopt(tokens('old', 10));
  await get('/api/videos/mine');
  expect(calls).toEqual([
    { path: '/api/auth/refresh', authorization: null },
    { path: '/api/videos/mine', authorization: 'Bearer new' },
  ]);
});

test.each(['invalid-credentials', 'second-factor-required', 'second-factor-wrong', 'passkey-rejected'])(
  'what was shown is wrong (%s), which is no reason to refresh',
  async (code) => {
    const { calls, get } = await load(() => Response.json({ code, title: 'No' }, { status: 401 }));
    const answer = await get('/api/auth/login');
    expect(calls).toHaveLength(1);
    expect(await answer.json()).toMatchObject({ code });
  },
);

test('an ended session ends here, too, wherever that shows', async () => {
  const { calls, session, get } = await load(() => Response.json({ code: 'session-revoked', title: 'Ended' }, { status: 401 }));
  session.adopt(tokens('old'));
  await get('/api/auth/sessions');
  expect(paths(calls)).toEqual(['/api/auth/sessions', '/api/auth/refresh']);
  expect(session.user.value).toBeNull();
});

test('no token is stored where a script of another day could read it', async () => {
  const { memory, session } = await load(() => new Response());
  session.adopt(tokens('secret'));
  expect([...memory.values()].join()).not.toContain('secret');
});

test('a visitor who never signed in causes one question and no refresh', async () => {
  const { calls, session } = await load(() => Response.json({ user: null }));
  await session.restore();
  expect(paths(calls)).toEqual(['/api/auth/session']);
  expect(session.user.value).toBeNull();
});

test('a session ends when what is under way is answered', async () => {
  const [heard, hear] = later();
  const done = new Response(null, { status: 204 });
  const { calls, session, post } = await load(({ path }) => (path === '/api/users/progress' ? heard : done));
  session.adopt(tokens('old'));
  const told = post('/api/users/progress');
  const ended = session.end();
  await vi.waitFor(() => expect(paths(calls)).toEqual(['/api/users/progress']));
  expect(session.user.value?.handle).toBe('ana');
  hear(done);
  expect((await told).status).toBe(204);
  expect(await ended).toBe(true);
  expect(paths(calls)).toEqual(['/api/users/progress', '/api/auth/logout']);
  expect(session.user.value).toBeNull();
});

test('what hangs keeps nobody signed in', async () => {
  vi.useFakeTimers();
  const done = new Response(null, { status: 204 });
  const { calls, session, post } = await load(({ path }) => (path === '/api/auth/logout' ? done : later()[0]));
  session.adopt(tokens('old'));
  void post('/api/users/progress');
  const ended = session.end();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await ended).toBe(true);
  expect(paths(calls)).toContain('/api/auth/logout');
  expect(session.user.value).toBeNull();
});

test.each([
  ['a server in trouble', () => new Response(null, { status: 503 })],
  ['no connection', () => Promise.reject(new TypeError('failed to fetch'))],
])('%s: who could not be signed out is told so, and still signed in', async (_, answer) => {
  const { memory, session } = await load(answer);
  session.adopt(tokens('old'));
  expect(await session.end()).toBe(false);
  expect(session.user.value?.handle).toBe('ana');
  expect(memory.size).toBe(1);
});

test('a session that had ended before is left like any other', async () => {
  const { session } = await load(() => new Response(null, { status: 401 }));
  session.adopt(tokens('old'));
  expect(await session.end()).toBe(true);
  expect(session.user.value).toBeNull();
});

test('a refresh that was under way signs nobody in again', async () => {
  const [refreshed, refresh] = later();
  const { session, post } = await load(({ path }) => {
    if (path === '/api/auth/refresh') return refreshed;
    return new Response(null, { status: path === '/api/auth/logout' ? 204 : 401 });
  });
  session.adopt(tokens('old'));
  const told = post('/api/users/progress');
  await vi.waitFor(() => expect(session.user.value?.handle).toBe('ana'));
  const ended = session.end();
  refresh(Response.json(tokens('new')));
  expect(await ended).toBe(true);
  await told;
  expect(session.user.value).toBeNull();
});
