import { describe, expect, test } from 'vitest';
import {
  formatAge,
  formatBytes,
  formatClock,
  formatCount,
  formatPercent,
  formatSpeed,
  formatSpoken,
  formatTimeLeft,
  titleFromFileName,
} from '../src/lib/format';

describe('bytes', () => {
  test.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [1000, '1 kB'],
    [1_540_000, '1.5 MB'],
    [999_900, '1 MB'],
    [123_456_789, '123 MB'],
    [21_474_836_480, '21.5 GB'],
    [5e15, '5,000 TB'],
  ])('%d is %s', (bytes, shown) => {
    expect(formatBytes(bytes, 'en')).toBe(shown);
  });

  test('follow the language', () => {
    expect(formatBytes(1_540_000, 'es')).toBe('1,5 MB');
    expect(formatSpeed(2_300_000, 'es')).toBe('2,3 MB/s');
  });
});

describe('lengths', () => {
  test.each([
    [0, '0:00'],
    [5.28, '0:05'],
    [59.99, '0:59'],
    [754, '12:34'],
    [3600, '1:00:00'],
    [3723.5, '1:02:03'],
    [Number.NaN, '0:00'],
    [Number.POSITIVE_INFINITY, '0:00'],
    [-3, '0:00'],
  ])('%d on a clock is %s', (seconds, shown) => {
    expect(formatClock(seconds)).toBe(shown);
  });

  test('are spoken without empty parts', () => {
    expect(formatSpoken(0, 'en')).toBe('0 seconds');
    expect(formatSpoken(3601, 'en')).toBe('1 hour 1 second');
    expect(formatSpoken(65, 'es')).toBe('1 minuto 5 segundos');
  });

  test('that are left are rounded up, and to minutes from one on', () => {
    expect(formatTimeLeft(0.2, 'en')).toBe('1 second');
    expect(formatTimeLeft(42.1, 'en')).toBe('43 seconds');
    expect(formatTimeLeft(61, 'en')).toBe('2 minutes');
    expect(formatTimeLeft(3 * 3600 + 30, 'en')).toBe('3 hours 1 minute');
  });
});

test('a share never reads as 100 % before the end', () => {
  expect(formatPercent(0.999, 'en')).toBe('99%');
  expect(formatPercent(1, 'en')).toBe('100%');
  expect(formatPercent(7, 'en')).toBe('100%');
  expect(formatPercent(-1, 'en')).toBe('0%');
});

test('counts are compact', () => {
  expect(formatCount(1234, 'en')).toBe('1.2K');
  // Between number and word stands a no-break space.
  expect(formatCount(15_800, 'es')).toBe('15,8\u00a0mil');
});

describe('ages', () => {
  const now = Date.parse('2026-05-10T12:00:00.000Z');

  test.each([
    ['2026-05-10T11:59:30.000Z', 'now', 'ahora'],
    ['2026-05-10T11:58:00.000Z', '2 minutes ago', 'hace 2 minutos'],
    ['2026-05-09T11:00:00.000Z', 'yesterday', 'ayer'],
    ['2026-05-01T12:00:00.000Z', 'last week', 'la semana pasada'],
    ['2023-01-01T12:00:00.000Z', '3 years ago', 'hace 3 años'],
    // A server clock that runs ahead must not show a video from the future.
    ['2026-05-10T12:00:20.000Z', 'now', 'ahora'],
  ])('%s is %s', (instant, english, spanish) => {
    expect(formatAge(instant, now, 'en')).toBe(english);
    expect(formatAge(instant, now, 'es')).toBe(spanish);
  });
});

test.each([
  ['holiday_in__Cádiz.mp4', 'holiday in Cádiz'],
  ['C:\\fakepath\\My film.final.mov', 'My film.final'],
  ['.mp4', '.mp4'],
  ['noextension', 'noextension'],
  ['tab\there.webm', 'tab here'],
])('the title of %s is %s', (name, title) => {
  expect(titleFromFileName(name)).toBe(title);
});
