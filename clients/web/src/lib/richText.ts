// What plain text means to a reader: addresses lead somewhere, times such as `1:23` lead into the video.

export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'time'; text: string; seconds: number };

const FOUND = /(https?:\/\/[^\s<>"]+)|(?<![\d:.])(\d{1,2}(?::[0-5]\d){1,2})(?![\d:])/g;

const count = (text: string, of: string): number => text.split(of).length - 1;

/** What ends a sentence or closes a bracket around an address is no part of it. */
function trimmed(address: string): string {
  const end = address.replace(/[.,;:!?'”»]+$/, '');
  return end.endsWith(')') && count(end, ')') > count(end, '(') ? trimmed(end.slice(0, -1)) : end;
}

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  const plain = (to: number): void => {
    if (to > at) found.push({ kind: 'text', text: text.slice(at, to) });
  };
  for (const match of text.matchAll(FOUND)) {
    const whole = match[1] ? trimmed(match[1]) : match[0];
    if (match[1] && !URL.canParse(whole)) continue;
    plain(match.index);
    if (match[1]) found.push({ kind: 'link', text: whole, href: whole });
    else found.push({ kind: 'time', text: whole, seconds: whole.split(':').reduce((total, part) => total * 60 + Number(part), 0) });
    at = match.index + whole.length;
  }
  plain(text.length);
  return found;
}
