import { expect, test } from 'vitest';
import { parseStoryboard, tileAt } from '../src/player/storyboard';

const BASE = 'http://app.test/media/v/g/storyboard.vtt';
const VTT = `WEBVTT

NOTE a comment

00:00.000 --> 00:05.000
storyboard.jpg#xywh=0,0,160,90

2
00:05.000 --> 01:00:02.500 align:start
storyboard.jpg#xywh=160,90,160,90

00:20.000 --> 00:25.000
just a caption
`;

test('tiles are read with their addresses made whole', () => {
  const tiles = parseStoryboard(VTT, BASE);
  expect(tiles).toEqual([
    { start: 0, end: 5, image: 'http://app.test/media/v/g/storyboard.jpg', x: 0, y: 0, width: 160, height: 90 },
    { start: 5, end: 3602.5, image: 'http://app.test/media/v/g/storyboard.jpg', x: 160, y: 90, width: 160, height: 90 },
  ]);
});

test('windows line ends are no hindrance', () => {
  expect(parseStoryboard(VTT.replaceAll('\n', '\r\n'), BASE)).toHaveLength(2);
});

test('an instant has the tile that began last', () => {
  const tiles = parseStoryboard(VTT, BASE);
  expect(tileAt(tiles, 4.99)?.x).toBe(0);
  expect(tileAt(tiles, 5)?.x).toBe(160);
  expect(tileAt(tiles, 99_999)?.x).toBe(160);
  expect(tileAt([], 3)).toBeUndefined();
});
