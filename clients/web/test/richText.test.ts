import { expect, test } from 'vitest';
import { pieces } from '../src/lib/richText';

const kinds = (text: string): string[] =>
  pieces(text).map((piece) =>
    piece.kind === 'link' ? `<${piece.href}>` : piece.kind === 'time' ? `@${piece.seconds}` : piece.text,
  );

test.each([
  ['Begin 0:00, sea 1:02:03.', ['Begin ', '@0', ', sea ', '@3723', '.']],
  ['See https://a.test/x?y=1. Bye', ['See ', '<https://a.test/x?y=1>', '. Bye']],
  ['(https://a.test/b_(c))', ['(', '<https://a.test/b_(c)>', ')']],
  ['(https://a.test/b)', ['(', '<https://a.test/b>', ')']],
  ['javascript:alert(1) 12:75 1:2', ['javascript:alert(1) 12:75 1:2']],
  ['https://', ['https://']],
  ['https://a.test:8080/1:23', ['<https://a.test:8080/1:23>']],
])('%s', (text, found) => {
  expect(kinds(text)).toEqual(found);
  expect(pieces(text).map((piece) => piece.text).join('')).toBe(text);
});
