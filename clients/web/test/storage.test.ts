import { afterEach, expect, test, vi } from 'vitest';
import { recall, remember } from '../src/lib/storage';

afterEach(() => vi.unstubAllGlobals());

test('what is kept is told again until it is forgotten', () => {
  const memory = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => memory.get(key) ?? null,
    setItem: (key: string, value: string) => memory.set(key, value),
    removeItem: (key: string) => memory.delete(key),
  });
  remember('volume', '0.5');
  expect(recall('volume')).toBe('0.5');
  remember('volume', null);
  expect(recall('volume')).toBeNull();
});

test('a browser that keeps nothing does no harm', () => {
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get: () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    },
  });
  expect(() => remember('volume', '1')).not.toThrow();
  expect(recall('volume')).toBeNull();
  Reflect.deleteProperty(globalThis, 'localStorage');
});
