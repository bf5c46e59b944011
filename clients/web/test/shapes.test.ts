import { expect, test } from 'vitest';
import { bars, HEIGHT, line, WIDTH } from '../src/stats/shapes';

test('the largest bar is as high as the drawing, and few views can be seen', () => {
  const [none, few, most] = bars([0, 1, 1000]);
  expect([none?.height, few?.height, most?.height]).toEqual([0, 2, HEIGHT]);
  expect(most?.y).toBe(0);
  expect((most?.x ?? 0) + (most?.width ?? 0)).toBeLessThan(WIDTH);
  expect(bars([0, 0]).every((bar) => bar.height === 0)).toBe(true);
  expect(bars([])).toEqual([]);
});

test('a line runs from the top for all to the ground for none', () => {
  expect(line([1, 0.5, 0])).toBe('100,0 300,80 500,160');
  expect(line([])).toBe('');
});
