// Marks the places that an answer names in a text, which it counts in Unicode scalar values.

export interface Stretch {
  text: string;
  marked: boolean;
}

/** The text in stretches. Places that overlap, lie outside or are empty do no harm. */
export function stretches(text: string, places: readonly { start: number; end: number }[]): Stretch[] {
  const scalars = [...text];
  const found: Stretch[] = [];
  let at = 0;
  const take = (to: number, marked: boolean): void => {
    if (to > at) found.push({ text: scalars.slice(at, to).join(''), marked });
    at = Math.max(at, to);
  };
  for (const { start, end } of places.toSorted((a, b) => a.start - b.start)) {
    take(Math.min(start, scalars.length), false);
    take(Math.min(end, scalars.length), true);
  }
  take(scalars.length, false);
  return found;
}
