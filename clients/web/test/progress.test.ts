import { beforeEach, expect, test } from 'vitest';
import { shareOf } from '../src/library/progress';
import { followProgress, startOf, type Report } from '../src/player/progress';

class Media extends EventTarget {
  currentTime = 0;
  paused = true;
  duration = 100;
}

let now = 0;
let media: Media;
let sent: Report[];
let beacons: Report[];
let page: EventTarget;
let stop: () => void;

beforeEach(() => {
  now = 1_000_000;
  media = new Media();
  page = new EventTarget();
  sent = [];
  beacons = [];
  const outlet = { send: (report: Report) => void sent.push(report), beacon: (report: Report) => void beacons.push(report) };
  stop = followProgress('v', media as unknown as HTMLVideoElement, page, outlet, () => now);
});

function play(seconds: number): void {
  media.paused = false;
  for (let each = 0; each < seconds; each += 1) {
    now += 1000;
    media.currentTime += 1;
    media.dispatchEvent(new Event('timeupdate'));
  }
}

function pause(): void {
  media.paused = true;
  media.dispatchEvent(new Event('pause'));
}

test('while it plays, it tells every ten seconds', () => {
  play(35);
  expect(sent.map((report) => report.position_seconds)).toEqual([11, 21, 31]);
  expect(sent[0]).toMatchObject({ video_id: 'v', at: new Date(1_011_000).toISOString() });
});

test('who turns away is remembered to the second, once', () => {
  play(3);
  pause();
  pause();
  page.dispatchEvent(new Event('pagehide'));
  stop();
  expect(sent.map((report) => report.position_seconds)).toEqual([3]);
  expect(beacons).toEqual([]);
});

test('a page that goes away sends a beacon', () => {
  play(3);
  page.dispatchEvent(new Event('pagehide'));
  expect(beacons.map((report) => report.position_seconds)).toEqual([3]);
});

test('a video that was not played leaves no trace', () => {
  media.currentTime = 50;
  media.dispatchEvent(new Event('timeupdate'));
  pause();
  page.dispatchEvent(new Event('pagehide'));
  stop();
  expect([...sent, ...beacons]).toEqual([]);
});

test('one goes on where one stopped, unless the address says otherwise or it was the end', () => {
  const left = { position_seconds: 42, finished: false };
  expect(startOf(null, left)).toBe(42);
  expect(startOf(0, left)).toBe(0);
  expect(startOf(7, left)).toBe(7);
  expect(startOf(null, { ...left, finished: true })).toBe(0);
  expect(startOf(null, null)).toBe(0);
});

test('the share that was watched stays between nothing and all', () => {
  const at = (position_seconds: number, finished = false) => ({ position_seconds, finished, at: '' });
  expect(shareOf({ duration_seconds: 100 }, at(25))).toBe(0.25);
  expect(shareOf({ duration_seconds: 100 }, at(125))).toBe(1);
  expect(shareOf({ duration_seconds: null }, at(25))).toBe(0);
  expect(shareOf({ duration_seconds: 100 }, at(96, true))).toBe(1);
});
