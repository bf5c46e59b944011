// The parts of a video: a WebVTT file with a title for each.
import { parseCues } from './vtt';

export interface Chapter {
  /** Seconds. */
  start: number;
  title: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', nbsp: '\u00a0', lrm: '\u200e', rlm: '\u200f' };

/** A cue's text without tags and with its entities resolved. */
const plain = (text: string): string =>
  text
    .replace(/<[^>]*>/g, '')
    .replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();

/** In order of time. */
export function parseChapters(vtt: string): Chapter[] {
  return parseCues(vtt)
    .map(({ start, text }) => ({ start, title: plain(text) }))
    .filter(({ title }) => title !== '')
    .sort((a, b) => a.start - b.start);
}

/** Where an instant is: the last chapter that has begun. */
export function chapterAt(chapters: readonly Chapter[], seconds: number): number {
  return chapters.findLastIndex((chapter) => chapter.start <= seconds);
}

/** `1:23`, `1:23.5`, `83`, `1m23s` or `83.5` as links and people name an instant; nothing for anything else. */
export function parseInstant(text: string | null): number | null {
  const named = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(text ?? '');
  if (text && named) return Number(named[1] ?? 0) * 3600 + Number(named[2] ?? 0) * 60 + Number(named[3] ?? 0);
  if (text && /^\d+(:[0-5]?\d){1,2}(\.\d+)?$/.test(text)) return text.split(':').reduce((total, part) => total * 60 + Number(part), 0);
  return null;
}
