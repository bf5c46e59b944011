// Chapters as their owner types them: a time and a name each, in any order.
import { faulty } from '../api/problem';
import type { Chapters } from '../api/types';
import { t } from '../i18n';
import { formatClock } from '../lib/format';
import { parseInstant } from '../player/chapters';

export interface ChapterRow {
  /** As clocks write it: `1:02`, `1:02:03.5`. */
  time: string;
  title: string;
}

type Items = Chapters['items'];

/** Seconds as a clock writes them, with the part of a second that there is. */
export function formatMark(seconds: number): string {
  const millis = Math.round(seconds * 1000);
  const part = String(millis % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  return formatClock(Math.floor(millis / 1000)) + (part && `.${part}`);
}

export const toRows = (items: Items): ChapterRow[] => items.map(({ start_seconds, title }) => ({ time: formatMark(start_seconds), title }));

/** The rows that say anything, in the order of their times; what says no time goes last. */
export function inOrder(rows: readonly ChapterRow[]): ChapterRow[] {
  const at = ({ time }: ChapterRow): number => parseInstant(time.trim()) ?? Number.MAX_VALUE;
  return rows.filter(({ time, title }) => time.trim() !== '' || title.trim() !== '').toSorted((a, b) => at(a) - at(b));
}

/** Rows in their order as the server takes them. Throws what is wrong with their times. */
export function toItems(rows: readonly ChapterRow[]): Items {
  const faults: Record<string, string> = {};
  let before: number | null = null;
  const items = rows.map(({ time, title }, at) => {
    const start = parseInstant(time.trim());
    if (start === null) faults[`items/${at}/start_seconds`] = t('chapters.badTime');
    else if (start === before) faults[`items/${at}/start_seconds`] = t('chapters.sameTime');
    before = start;
    return { start_seconds: start ?? 0, title: title.trim() };
  });
  if (Object.keys(faults).length > 0) throw faulty(faults);
  return items;
}
