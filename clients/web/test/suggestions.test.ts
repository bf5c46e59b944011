import { expect, test, vi } from 'vitest';

test.each([
  ['words', 'mar azul', null, '/search?q=mar%20azul'],
  ['title', 'El mar', '0199', '/watch/0199'],
  ['author', 'Ana', 'ana_cine', '/@ana_cine'],
  ['tag', 'c&a', null, '/search?tag=c%26a'],
] as const)('a suggestion of %s leads somewhere', async (type, text, target, path) => {
  vi.stubGlobal('location', new URL('http://app.test/'));
  const { pathOf } = await import('../src/search/paths');
  expect(pathOf({ type, text, target, highlights: [] })).toBe(path);
});
