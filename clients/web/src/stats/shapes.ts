// Charts as numbers in a drawing of a fixed size, which is stretched to the room that there is.

export const WIDTH = 600;
export const HEIGHT = 160;

export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Part of a bar's place that stays free. */
const GAP = 0.25;

/** A bar for each value, the largest as high as the drawing; what is not nothing can be seen. */
export function bars(values: readonly number[]): Bar[] {
  const most = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length);
  return values.map((value, index) => {
    const height = value > 0 ? Math.max(2, (value / most) * HEIGHT) : 0;
    return { x: step * (index + GAP / 2), y: HEIGHT - height, width: step * (1 - GAP), height };
  });
}

/** A line through shares between 0 and 1, each in the middle of its part, as the points of an SVG. */
export function line(shares: readonly number[]): string {
  const step = WIDTH / Math.max(1, shares.length);
  return shares.map((share, index) => `${round(step * (index + 0.5))},${round(HEIGHT * (1 - share))}`).join(' ');
}

const round = (value: number): number => Math.round(value * 10) / 10;
