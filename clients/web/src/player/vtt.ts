// As much of WebVTT as files need whose cues are data: storyboards and chapters.

export interface Cue {
  /** Seconds. */
  start: number;
  end: number;
  text: string;
}

const TIMES = /^(\S+)\s+-->\s+(\S+)/;

/** `01:02.500` or `1:00:02.500` in seconds. */
function parseTime(text: string): number {
  return text.split(':').reduce((total, part) => total * 60 + Number.parseFloat(part), 0);
}

/** The cues of a file, as they stand in it. What is no cue is skipped. */
export function parseCues(vtt: string): Cue[] {
  return vtt.split(/(?:\r?\n){2,}/).flatMap((block) => {
    const lines = block.split(/\r?\n/);
    const at = lines.findIndex((line) => TIMES.test(line));
    const [, start = '', end = ''] = TIMES.exec(lines[at] ?? '') ?? [];
    const text = lines.slice(at + 1).join('\n');
    return start && text ? [{ start: parseTime(start), end: parseTime(end), text }] : [];
  });
}
