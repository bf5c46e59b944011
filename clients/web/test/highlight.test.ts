import { expect, test } from 'vitest';
import { stretches } from '../src/lib/highlight';

const shown = (text: string, places: { start: number; end: number }[]): string =>
  stretches(text, places)
    .map((part) => (part.marked ? `[${part.text}]` : part.text))
    .join('');

test('places count characters, not halves of them', () => {
  expect(shown('🎬🎬 Canción final', [{ start: 3, end: 10 }])).toBe('🎬🎬 [Canción] final');
});

test('places that overlap, lie outside or are empty do no harm', () => {
  expect(shown('abcdef', [{ start: 4, end: 99 }, { start: 1, end: 3 }, { start: 2, end: 4 }, { start: 5, end: 5 }])).toBe('a[bc][d][ef]');
  expect(shown('abc', [])).toBe('abc');
  expect(shown('', [{ start: 0, end: 3 }])).toBe('');
});
