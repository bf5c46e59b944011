import { expect, test } from 'vitest';
import { moved } from '../src/library/order';

const items = ['a', 'b', 'c', 'd'].map((id) => ({ id }));

test.each([
  [0, 2, 'bcad', 'c'],
  [3, 0, 'dabc', null],
  [2, 1, 'acbd', 'a'],
  [0, 3, 'bcda', 'd'],
  [1, 4, 'abcd', null],
  [9, 0, 'abcd', null],
])('the item at %d moved to %d', (from, to, order, after) => {
  const result = moved(items, from, to);
  expect(result.items.map(({ id }) => id).join('')).toBe(order);
  expect(result.after).toBe(after);
});
