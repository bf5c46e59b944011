// The small pictures over the seek bar: a WebVTT file that maps times to tiles of one sheet (`sheet.jpg#xywh=x,y,w,h`).

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

const CUE = /^(\S+)\s+-->\s+(\S+)/;
const PLACE = /^(.*)#xywh=(\d+),(\d+),(\d+),(\d+)$/;

/** `01:02.500` or `1:00:02.500` in seconds. */
function parseTime(text: string): number {
  return text.split(':').reduce((total, part) => total * 60 + Number.parseFloat(part), 0);
}

/** Reads the tiles; the sheets' addresses are relative to `base`. What is no tile is skipped. */
export function parseStoryboard(vtt: string, base: string): Tile[] {
  const tiles: Tile[] = [];
  for (const block of vtt.split(/(?:\r?\n){2,}/)) {
    const lines = block.split(/\r?\n/);
    const at = lines.findIndex((line) => CUE.test(line));
    const cue = CUE.exec(lines[at] ?? '');
    const place = PLACE.exec(lines[at + 1] ?? '');
    if (!cue || !place) continue;
    const [x = 0, y = 0, width = 0, height = 0] = place.slice(2).map(Number);
    tiles.push({
      start: parseTime(cue[1] ?? ''),
      end: parseTime(cue[2] ?? ''),
      image: new URL(place[1] ?? '', base).href,
      x,
      y,
      width,
      height,
    });
  }
  return tiles;
}

/** The tile of an instant: the last one that has begun. */
export function tileAt(tiles: readonly Tile[], seconds: number): Tile | undefined {
  return tiles.findLast((tile) => tile.start <= seconds) ?? tiles[0];
}
