import { expect, test } from 'vitest';
import { addressOf, embedCode } from '../src/watch/share';

const video = { id: 'v1', title: 'A "b" <c> & d', kind: 'video' as const, width: 1920, height: 1080 };

test('an address names the second, unless it is the first', () => {
  expect(addressOf('https://v.example', 'watch', 'v1', 0)).toBe('https://v.example/watch/v1');
  expect(addressOf('https://v.example', 'watch', 'v1', 83)).toBe('https://v.example/watch/v1?t=83');
});

test('no title breaks out of the code', () => {
  expect(embedCode('https://v.example', video, 0)).toBe(
    '<iframe width="640" height="360" src="https://v.example/embed/v1" title="A &quot;b&quot; &lt;c&gt; &amp; d" style="border:0" ' +
      'allow="autoplay; fullscreen; picture-in-picture" allowfullscreen></iframe>',
  );
});

test.each([
  ['upright', { width: 1080, height: 1920 }, 'width="360" height="640"'],
  ['unknown', { width: null, height: null }, 'width="640" height="360"'],
  ['sound', { kind: 'audio' as const, width: null, height: null }, 'width="640" height="180"'],
])('the frame of one that is %s has its shape', (_, facts, frame) => {
  expect(embedCode('https://v.example', { ...video, ...facts }, 5)).toContain(`${frame} src="https://v.example/embed/v1?t=5"`);
});
