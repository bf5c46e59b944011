import { expect, test } from 'vitest';
import { ApiError } from '../src/api/problem';
import { t } from '../src/i18n';
import { formatMark, inOrder, toItems, toRows } from '../src/studio/chapterRows';

test.each([
  [0, '0:00'],
  [62.5, '1:02.5'],
  [3723.004, '1:02:03.004'],
  [59.9996, '1:00'],
])('%d seconds are written %s', (seconds, written) => {
  expect(formatMark(seconds)).toBe(written);
});

test('what is read is written back the same', () => {
  const items = [
    { start_seconds: 0, title: 'La llegada' },
    { start_seconds: 62.5, title: 'La playa' },
  ];
  expect(toItems(toRows(items))).toEqual(items);
});

test('rows go in the order of their times, empty ones away, unreadable ones last', () => {
  const rows = [
    { time: 'x', title: 'c' },
    { time: '1:10', title: 'b' },
    { time: '', title: ' ' },
    { time: ' 9 ', title: 'a' },
  ];
  expect(inOrder(rows).map(({ title }) => title)).toEqual(['a', 'b', 'c']);
});

test('times that say nothing, or twice the same, are told where they stand', () => {
  const rows = ['0:00', 'x', '1:00', '60'].map((time) => ({ time, title: 'a' }));
  let refused: unknown;
  try {
    toItems(rows);
  } catch (thrown) {
    refused = thrown;
  }
  expect(refused).toBeInstanceOf(ApiError);
  const error = refused as ApiError;
  expect(error.field('items/1/start_seconds')).toBe(t('chapters.badTime'));
  expect(error.field('items/3/start_seconds')).toBe(t('chapters.sameTime'));
  expect(error.field('items/0/start_seconds')).toBeUndefined();
});
