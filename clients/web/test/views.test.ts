import { beforeEach, expect, test } from 'vitest';
import { Played, type Stretch } from '../src/player/played';
import { followViews } from '../src/player/views';

class Media extends EventTarget {
  currentTime = 0;
  paused = true;
  seeking = false;

  tell(name: string): void {
    this.dispatchEvent(new Event(name));
  }
}

let now = 0;
let media: Media;
let page: EventTarget;
let sent: Stretch[][];
let beacons: Stretch[][];
let leave: () => void;

function follow(length: number | null): void {
  now = 1_000_000;
  media = new Media();
  page = new EventTarget();
  sent = [];
  beacons = [];
  const outlet = { send: (played: Stretch[]) => void sent.push(played), beacon: (played: Stretch[]) => void beacons.push(played) };
  leave = followViews(media as unknown as HTMLVideoElement, length, page, outlet, () => now);
}

beforeEach(() => follow(600));

/** Plays so many seconds of film, as fast as asked. */
function play(seconds: number, rate = 1): void {
  media.paused = false;
  media.tell('timeupdate');
  for (let each = 0; each < seconds * 4; each += 1) {
    now += 250 / rate;
    media.currentTime += 0.25;
    media.tell('timeupdate');
  }
}

function pause(): void {
  media.paused = true;
  media.tell('pause');
}

function seek(to: number): void {
  media.currentTime = to;
  media.seeking = true;
  media.tell('seeking');
  media.tell('timeupdate');
  media.seeking = false;
  media.tell('timeupdate');
}

test('ten seconds make a view, and then it tells every half minute', () => {
  play(9.5);
  expect(sent).toEqual([]);
  play(60.5);
  expect(sent).toEqual([[[0, 10]], [[10, 40]], [[40, 70]]]);
});

test('of a short video half is enough', () => {
  follow(6);
  play(3);
  expect(sent).toEqual([[[0, 3]]]);
  follow(null);
  play(9);
  expect(sent).toEqual([]);
});

test('who leaves early was not there', () => {
  play(5);
  page.dispatchEvent(new Event('pagehide'));
  leave();
  expect([...sent, ...beacons]).toEqual([]);
});

test('jumps and pauses are not played', () => {
  play(10);
  play(2);
  seek(300);
  play(3);
  pause();
  now += 3_600_000;
  media.tell('timeupdate');
  play(1);
  seek(5);
  play(1);
  page.dispatchEvent(new Event('pagehide'));
  expect(sent).toEqual([
    [[0, 10]],
    [
      [10, 12],
      [300, 303],
    ],
  ]);
  expect(beacons).toEqual([
    [
      [303, 304],
      [5, 6],
    ],
  ]);
});

test('the end is told at once, and nothing twice', () => {
  play(12);
  pause();
  media.tell('ended');
  page.dispatchEvent(new Event('pagehide'));
  leave();
  expect(sent).toEqual([[[0, 10]], [[10, 12]]]);
  expect(beacons).toEqual([]);
});

test('leaving the page of the app tells the rest by a request', () => {
  play(15);
  leave();
  expect(sent).toEqual([[[0, 10]], [[10, 15]]]);
  play(60);
  expect(sent).toHaveLength(2);
});

test('seconds are seconds of the film', () => {
  play(10, 2);
  expect(now).toBe(1_005_000);
  expect(sent).toEqual([[[0, 10]]]);
});

test('stretches are whole milliseconds, in the order in which they were played, and few', () => {
  const played = new Played();
  played.at(0.0004);
  played.at(1.23456);
  played.stop();
  played.at(0.5);
  played.at(0.7);
  played.at(0.6);
  expect(played.take()).toEqual([
    [0, 1.235],
    [0.5, 0.7],
  ]);
  played.at(0.9);
  expect(played.take()).toEqual([[0.6, 0.9]]);
  expect(played.take()).toEqual([]);
  expect(played.seconds).toBeCloseTo(1.734, 2);
  for (let from = 0; from < 500; from += 1) {
    played.stop();
    played.at(from);
    played.at(from + 0.5);
  }
  expect(played.take()).toHaveLength(100);
});
