import { afterEach, expect, test, vi } from 'vitest';

vi.mock('../src/router', () => ({ accountPath: (path: string) => path, navigate: vi.fn() }));

import { user } from '../src/api/session';
import type { User } from '../src/api/types';
import { navigate } from '../src/router';
import { withAccount } from '../src/watch/signIn';

const ana = { id: '1' } as User;

afterEach(() => {
  user.value = undefined;
  vi.mocked(navigate).mockClear();
});

test('whoever is signed in does it at once', () => {
  user.value = ana;
  const act = vi.fn();
  withAccount(act);
  expect(act).toHaveBeenCalledOnce();
});

test('others are shown the form', () => {
  user.value = null;
  const act = vi.fn();
  withAccount(act);
  expect(navigate).toHaveBeenCalledExactlyOnceWith('/sign-in');
  expect(act).not.toHaveBeenCalled();
});

test('a press before the server was asked is done once it has answered', () => {
  const act = vi.fn();
  withAccount(act);
  expect(act).not.toHaveBeenCalled();
  user.value = ana;
  user.value = { ...ana };
  expect(act).toHaveBeenCalledOnce();
  expect(navigate).not.toHaveBeenCalled();
});
