import { afterEach, expect, test } from 'vitest';
import { locale, pickLocale, t, tn } from '../src/i18n';
import { en } from '../src/i18n/en';
import { es } from '../src/i18n/es';

afterEach(() => {
  locale.value = 'en';
});

const placeholders = (message: string): string[] => [...message.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

test('both languages have every message', () => {
  expect(Object.keys(es).sort()).toEqual(Object.keys(en).sort());
});

test.each(Object.keys(en) as (keyof typeof en)[])('%s says the same in both', (key) => {
  expect(es[key].trim()).not.toBe('');
  expect(placeholders(es[key])).toEqual(placeholders(en[key]));
});

test('no message is left untranslated', () => {
  // Words that happen to be the same in both languages.
  const same = ['player.auto', 'player.autoAt', 'upload.sent', 'player.position'];
  const untouched = (Object.keys(en) as (keyof typeof en)[]).filter((key) => en[key] === es[key] && !same.includes(key));
  expect(untouched).toEqual([]);
});

test('placeholders are filled, unknown ones stay visible', () => {
  expect(t('mine.deleted', { title: 'A' })).toBe('Deleted “A”.');
  expect(t('mine.deleted')).toContain('{title}');
});

test('a value that looks like a placeholder is not filled again', () => {
  expect(t('mine.deleted', { title: '{title}' })).toBe('Deleted “{title}”.');
});

test('numbers choose their form', () => {
  expect(tn('video.views', 1)).toBe('1 view');
  expect(tn('video.views', 1200, '1.2K')).toBe('1.2K views');
  locale.value = 'es';
  expect(tn('video.views', 0)).toBe('0 visualizaciones');
});

test.each([
  [['es-MX', 'en'], 'es'],
  [['fr', 'ES'], 'es'],
  [['fr-CA', 'de'], 'en'],
  [[], 'en'],
])('%j picks %s', (wanted, picked) => {
  expect(pickLocale(wanted)).toBe(picked);
});
