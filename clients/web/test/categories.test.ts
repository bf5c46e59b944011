import { expect, test } from 'vitest';
import { isSlug, lastPosition, reordered, slugOf } from '../src/admin/categories';

const of = (...entries: [string, number][]) => entries.map(([slug, position]) => ({ slug, position, name_en: slug, name_es: slug }));
const short = (categories: { slug: string; position: number }[]) => categories.map(({ slug, position }) => `${slug} ${position}`);

test('a swap in a list that is in good order changes two', () => {
  const { all, changed } = reordered(of(['a', 10], ['b', 20], ['c', 30]), 2, 1);
  expect(short(all)).toEqual(['a 10', 'c 20', 'b 30']);
  expect(short(changed)).toEqual(['c 20', 'b 30']);
});

test('positions that are the same part', () => {
  expect(short(reordered(of(['a', 0], ['b', 0]), 1, 0).all)).toEqual(['b 10', 'a 20']);
});

test('a place that is none changes nothing', () => {
  for (const to of [-1, 2]) expect(reordered(of(['a', 10], ['b', 20]), 0, to).changed).toEqual([]);
});

test('a new one goes to the end', () => {
  expect(lastPosition([])).toBe(10);
  expect(lastPosition(of(['a', 10], ['b', 70]))).toBe(80);
});

test.each([
  ['Music', 'music'],
  ['Cómo se hace, ¿eh?', 'como-se-hace-eh'],
  ['¡!', ''],
  ['x'.repeat(50), 'x'.repeat(40)],
])('%s is %s in addresses', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
  expect(isSlug(slug)).toBe(slug !== '');
});

test.each(['a--b', '-a', 'a-', 'Á', 'a b'])('%s is no name for addresses', (text) => {
  expect(isSlug(text)).toBe(false);
});
