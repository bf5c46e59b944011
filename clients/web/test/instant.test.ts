import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromField, toField } from '../src/lib/instant';

const before = process.env['TZ'];

beforeAll(() => {
  process.env['TZ'] = 'Europe/Madrid';
});

afterAll(() => {
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
});

test.each([
  ['2027-01-15T17:30:00.000Z', '2027-01-15T18:30'],
  ['2027-07-15T17:30:00.000Z', '2027-07-15T19:30'],
  ['2026-12-31T23:30:00.000Z', '2027-01-01T00:30'],
])('%s is %s on the wall in Madrid, and back', (instant, field) => {
  expect(toField(instant)).toBe(field);
  expect(fromField(field)).toBe(instant);
});

test('what was not touched keeps its seconds', () => {
  expect(fromField('2027-01-15T18:30', '2027-01-15T17:30:45.678Z')).toBe('2027-01-15T17:30:45.678Z');
  expect(fromField('2027-01-15T18:31', '2027-01-15T17:30:45.678Z')).toBe('2027-01-15T17:31:00.000Z');
});

test('half a date is none', () => {
  for (const text of ['', '2027-', 'soon']) expect(fromField(text)).toBeNull();
  expect(toField(null)).toBe('');
  expect(toField(undefined)).toBe('');
});
