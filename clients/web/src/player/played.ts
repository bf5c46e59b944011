// Which stretches of a video were played, from what its element tells of where it is.

/** From where to where, in seconds. */
export type Stretch = [from: number, to: number];

/** More are not told at once: somebody is looking for a place. */
const MOST = 100;

export class Played {
  #stretches: Stretch[] = [];
  /** Whether the last stretch goes on. */
  #runs = false;
  #seconds = 0;

  /** Seconds that were played since the beginning, what was played twice counted twice. */
  get seconds(): number {
    return this.#seconds;
  }

  /** It plays, and is here now. */
  at(position: number): void {
    const last = this.#stretches.at(-1);
    if (!this.#runs || !last || position < last[1]) {
      this.#stretches.push([position, position]);
      this.#runs = true;
      return;
    }
    this.#seconds += position - last[1];
    last[1] = position;
  }

  /** It stops, or jumps. */
  stop(): void {
    this.#runs = false;
  }

  /** What was played since the last time it was asked. */
  take(): Stretch[] {
    const taken = this.#stretches;
    const end = this.#runs ? taken.at(-1)?.[1] : undefined;
    this.#stretches = end === undefined ? [] : [[end, end]];
    const rounded = taken.map(([from, to]): Stretch => [round(from), round(to)]);
    return rounded.filter(([from, to]) => from < to).slice(-MOST);
  }
}

/** To the millisecond. */
const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;
