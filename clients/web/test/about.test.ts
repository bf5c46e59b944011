import { expect, test } from 'vitest';
import { aboutOf, toPatch } from '../src/studio/about';

test('what a video says of itself goes through the form unchanged', () => {
  const video = { category: { slug: 'music', name: 'Music' }, tags: ['mar', 'flamenco puro'], language: 'es' };
  expect(toPatch(aboutOf(video))).toEqual({ category: 'music', tags: video.tags, language: 'es' });
});

test('nothing said is nothing', () => {
  const nothing = { category: null, tags: [], language: null };
  expect(toPatch(aboutOf(nothing))).toEqual(nothing);
});

test('tags are parted by commas, with or without a hash', () => {
  expect(toPatch({ category: '', tags: ' #mar,, sol ,', language: '' }).tags).toEqual(['mar', 'sol']);
});
