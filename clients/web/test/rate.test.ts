import { expect, test } from 'vitest';
import { Rate } from '../src/lib/rate';

test('a steady transfer has its speed and its time left', () => {
  const rate = new Rate();
  for (let second = 0; second <= 10; second += 1) rate.record(second * 1000, second * 1000);
  expect(rate.perSecond).toBeCloseTo(1000);
  expect(rate.secondsLeft(15_000)).toBeCloseTo(5);
});

test('nothing is known at first', () => {
  const rate = new Rate();
  rate.record(500, 0);
  expect(rate.secondsLeft(1000)).toBeNull();
});

test('a burst of events does not make the speed jump', () => {
  const rate = new Rate();
  rate.record(0, 0);
  rate.record(1000, 1000);
  rate.record(9000, 1001);
  expect(rate.perSecond).toBeCloseTo(1000);
});

test('a pause does not count as slowness, nor a resume below the old mark as speed', () => {
  const rate = new Rate();
  rate.record(0, 0);
  rate.record(1000, 1000);
  rate.interrupt();
  rate.record(1000, 60_000);
  rate.record(2000, 61_000);
  expect(rate.perSecond).toBeCloseTo(1000);
  rate.record(500, 62_000);
  expect(rate.perSecond).toBeCloseTo(1000);
});
