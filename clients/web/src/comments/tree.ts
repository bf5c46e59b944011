// Comments as the page holds them: top level in order, each with the replies that are loaded.
import type { Comment, Page } from '../api/community';

/** Every comment with this id, wherever it stands, changed. */
export function replace(comments: readonly Comment[], id: string, change: (comment: Comment) => Comment): Comment[] {
  return comments.map((comment) => {
    if (comment.id === id) return change(comment);
    if (comment.replies.items.length === 0) return comment;
    return { ...comment, replies: { ...comment.replies, items: replace(comment.replies.items, id, change) } };
  });
}

/** A comment in its new wording or state; what is loaded below it stays. */
export const renewed =
  (now: Comment) =>
  (before: Comment): Comment => ({ ...now, replies: before.replies });

export function find(comments: readonly Comment[], id: string): Comment | undefined {
  for (const comment of comments) {
    const found = comment.id === id ? comment : find(comment.replies.items, id);
    if (found) return found;
  }
  return undefined;
}

/** A reply below its parent, last, and counted; one that is there already changes nothing. */
export function withReply(comments: readonly Comment[], reply: Comment): Comment[] {
  if (!reply.parent_id || find(comments, reply.id)) return [...comments];
  return replace(comments, reply.parent_id, (parent) => ({
    ...parent,
    counts: { ...parent.counts, replies: parent.counts.replies + 1 },
    replies: { ...parent.replies, items: [...parent.replies.items, reply] },
  }));
}

/** The next page of replies; those that are there already are not doubled. */
export function withReplies(comments: readonly Comment[], id: string, page: Page<Comment>): Comment[] {
  return replace(comments, id, (parent) => {
    const fresh = page.items.filter((reply) => !parent.replies.items.some((known) => known.id === reply.id));
    return { ...parent, replies: { items: [...parent.replies.items, ...fresh], next_cursor: page.next_cursor ?? null } };
  });
}

/** Without a comment. Where replies hang on it, its empty place stays, as the server keeps it. */
export function without(comments: readonly Comment[], id: string): Comment[] {
  const gone = find(comments, id);
  if (!gone) return [...comments];
  if (gone.counts.replies > 0) {
    const nothing = { deleted: true, author: null, body: '', body_html: '', pinned: false, hearted: false };
    return replace(comments, id, (comment) => ({ ...comment, ...nothing }));
  }
  const kept = comments.filter((comment) => comment.id !== id);
  if (kept.length < comments.length) return kept;
  return replace(comments, gone.parent_id ?? '', (parent) => ({
    ...parent,
    counts: { ...parent.counts, replies: Math.max(0, parent.counts.replies - 1) },
    replies: { ...parent.replies, items: parent.replies.items.filter((reply) => reply.id !== id) },
  }));
}

/** The ids of all that are loaded. */
export function idsOf(comments: readonly Comment[]): string[] {
  return comments.flatMap((comment) => [comment.id, ...idsOf(comment.replies.items)]);
}
