// The speed of a transfer, smoothed so that the time left does not jump about.

/** How much of the past counts: after this long an old speed weighs about a third. */
const WINDOW_MS = 4000;

export class Rate {
  #at: number | null = null;
  #amount = 0;
  #perSecond = 0;

  /** Takes the total so far and the instant of it, in milliseconds of any steady clock. */
  record(amount: number, at: number): void {
    if (this.#at === null || amount < this.#amount) {
      this.#at = at;
      this.#amount = amount;
      return;
    }
    const elapsed = at - this.#at;
    // Progress events come in bursts; a tiny span between two says nothing about the speed.
    if (elapsed < 200) return;
    const current = ((amount - this.#amount) * 1000) / elapsed;
    const weight = this.#perSecond === 0 ? 1 : 1 - Math.exp(-elapsed / WINDOW_MS);
    this.#perSecond += (current - this.#perSecond) * weight;
    this.#at = at;
    this.#amount = amount;
  }

  /** Forgets the last point but not the speed: time spent paused is no slowness. */
  interrupt(): void {
    this.#at = null;
  }

  get perSecond(): number {
    return this.#perSecond;
  }

  /** Seconds until `total`, or `null` while nothing is known. */
  secondsLeft(total: number): number | null {
    return this.#perSecond > 0 ? Math.max(0, total - this.#amount) / this.#perSecond : null;
  }
}
