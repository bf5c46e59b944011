import { expect, test } from 'vitest';
import { chapterAt, parseChapters, parseInstant } from '../src/player/chapters';

const FILE = `WEBVTT

2
01:30.000 --> 1:00:00.000
El <b>mar</b> &amp; la playa

1
00:00.000 --> 01:30.000
Beginning

NOTE no cue

1:00:00.000 --> 1:10:00.000
<i></i>
`;

test('chapters come in order of time, as plain words', () => {
  expect(parseChapters(FILE)).toEqual([
    { start: 0, title: 'Beginning' },
    { start: 90, title: 'El mar & la playa' },
  ]);
  expect(parseChapters('nonsense')).toEqual([]);
});

test('an instant is in the last chapter that has begun', () => {
  const chapters = parseChapters(FILE);
  expect([0, 89.9, 90, 5000].map((seconds) => chapterAt(chapters, seconds))).toEqual([0, 0, 1, 1]);
  expect(chapterAt([], 3)).toBe(-1);
});

test.each([
  ['83', 83],
  ['83.5', 83.5],
  ['1:23', 83],
  ['1:02:03', 3723],
  ['1:02.5', 62.5],
  ['1m23s', 83],
  ['1h', 3600],
  ['', null],
  [null, null],
  ['soon', null],
  ['-3', null],
  ['1:99', null],
])('%s in an address is %s', (text, seconds) => {
  expect(parseInstant(text)).toBe(seconds);
});
