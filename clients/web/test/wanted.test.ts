import { expect, test } from 'vitest';
import { readWanted, toFilters, withParam } from '../src/search/wanted';

const NOW = Date.parse('2026-05-10T12:00:30.500Z');
const filters = (query: string) => toFilters(readWanted(new URLSearchParams(query)), NOW);

test('an address says what is looked for', () => {
  expect(filters('category=music&tag=c%C3%A1diz&language=es')).toEqual({ category: 'music', tag: 'cádiz', language: 'es' });
  expect(filters('duration=240-1200')).toEqual({ duration_min: 240, duration_max: 1200 });
  expect(filters('duration=3600-')).toEqual({ duration_min: 3600 });
  // Cut to the minute, so that caches can answer.
  expect(filters('published=day')).toEqual({ published_after: '2026-05-09T12:00:00.000Z' });
});

test('what it says wrongly is no filter', () => {
  expect(filters('duration=-5&published=ever&nonsense=1')).toEqual({});
});

test('one value changes, the others stay', () => {
  const url = new URL('http://app.test/search?q=mar&tag=sol');
  expect(withParam(url, 'tag', 'luna')).toBe('/search?q=mar&tag=luna');
  expect(withParam(url, 'tag', '')).toBe('/search?q=mar');
  expect(withParam(new URL('http://app.test/?tag=sol'), 'tag', '')).toBe('/');
});
