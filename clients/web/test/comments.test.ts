import { expect, test } from 'vitest';
import type { Comment } from '../src/api/community';
import { find, idsOf, renewed, replace, without, withReplies, withReply } from '../src/comments/tree';

const comment = (id: string, parent: string | null = null, replies: Comment[] = [], count = replies.length): Comment => ({
  id,
  video_id: 'v',
  parent_id: parent,
  depth: parent ? 1 : 0,
  author: { id: 'u', handle: 'ana', display_name: 'Ana', avatar_url: null },
  body: id,
  body_html: `<p>${id}</p>`,
  state: 'visible',
  created_at: '2026-01-01T00:00:00.000Z',
  edited_at: null,
  deleted: false,
  pinned: false,
  hearted: false,
  counts: { likes: 0, dislikes: 0, replies: count },
  replies: { items: replies, next_cursor: null },
});

const tree = (): Comment[] => [comment('a', null, [comment('b', 'a', [comment('c', 'b')])]), comment('d')];

test('a comment is changed wherever it stands, and keeps what hangs on it', () => {
  const now = replace(tree(), 'b', renewed({ ...comment('b', 'a'), body: 'new' }));
  expect(find(now, 'b')).toMatchObject({ body: 'new' });
  expect(idsOf(now)).toEqual(['a', 'b', 'c', 'd']);
});

test('a reply stands below its parent and is counted, once', () => {
  const once = withReply(tree(), comment('e', 'c'));
  expect(find(once, 'c')?.counts.replies).toBe(1);
  expect(idsOf(once)).toEqual(['a', 'b', 'c', 'e', 'd']);
  expect(withReply(once, comment('e', 'c'))).toEqual(once);
});

test('a further page of replies doubles none', () => {
  const more = withReplies(tree(), 'a', { items: [comment('b', 'a'), comment('f', 'a')], next_cursor: 'x' });
  expect(find(more, 'a')?.replies.items.map(({ id }) => id)).toEqual(['b', 'f']);
  expect(find(more, 'a')?.replies.next_cursor).toBe('x');
});

test('what is deleted goes, or leaves its place to the replies', () => {
  expect(idsOf(without(tree(), 'd'))).toEqual(['a', 'b', 'c']);
  const leaf = without(tree(), 'c');
  expect(idsOf(leaf)).toEqual(['a', 'b', 'd']);
  expect(find(leaf, 'b')?.counts.replies).toBe(0);
  const parent = without(tree(), 'b');
  expect(find(parent, 'b')).toMatchObject({ deleted: true, body: '', author: null });
  expect(idsOf(parent)).toEqual(['a', 'b', 'c', 'd']);
});
