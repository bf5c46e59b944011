// The small pictures over the seek bar: a WebVTT file that maps times to tiles of one sheet (`sheet.jpg#xywh=x,y,w,h`).

import { parseCues } from './vtt';

export interface Tile {
  /** Seconds. */
  start: number;
  end: number;
  image: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

const PLACE = /^(.*)#xywh=(\d+),(\d+),(\d+),(\d+)$/m;

/** Reads the tiles; the sheets' addresses are relative to `base`. What is no tile is skipped. */
export function parseStoryboard(vtt: string, base: string): Tile[] {
  return parseCues(vtt).flatMap(({ start, end, text }) => {
    const place = PLACE.exec(text);
    if (!place) return [];
    const [x = 0, y = 0, width = 0, height = 0] = place.slice(2).map(Number);
    return [{ start, end, image: new URL(place[1] ?? '', base).href, x, y, width, height }];
  });
}

/** The tile of an instant: the last one that has begun. */
export function tileAt(tiles: readonly Tile[], seconds: number): Tile | undefined {
  return tiles.findLast((tile) => tile.start <= seconds) ?? tiles[0];
}
