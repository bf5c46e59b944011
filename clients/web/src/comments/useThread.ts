// The comments of a video in one order: what is loaded, what came meanwhile, what is the viewer's own.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { followComments } from '../api/commentEvents';
import type { Comment, CommentSort, MyComments, Reaction } from '../api/community';
import { user } from '../api/session';
import { usePages, type Pages } from '../components/usePages';
import { find, idsOf, withReply } from './tree';

/** The most votes that one question can be about. */
const ASKED = 100;

export interface Thread {
  pages: Pages<Comment>;
  mine: Pick<MyComments, 'may_comment' | 'may_moderate'> | null;
  votes: ReadonlyMap<string, Reaction>;
  vote: (id: string, value: Reaction) => void;
  /** Comments of others that came since, not shown yet. */
  fresh: readonly Comment[];
  showFresh: () => void;
}

export function useThread(video: string, sort: CommentSort): Thread {
  const pages = usePages((cursor, signal) =>
    unwrap(api.GET('/api/comments/video/{id}', { params: { path: { id: video }, query: { sort, ...(cursor && { cursor }) } }, signal })),
  );
  const own = useOwn(video, pages.items, !pages.loading);
  const [fresh, setFresh] = useState<readonly Comment[]>([]);
  const shown = useRef(pages.items);
  shown.current = pages.items;

  useEffect(() => {
    const life = new AbortController();
    void followComments(video, life.signal, (comment) => {
      if (find(shown.current, comment.id) || comment.author?.id === user.peek()?.id) return;
      if (comment.parent_id) pages.setItems((items) => withReply(items, comment));
      else setFresh((known) => [comment, ...known.filter((other) => other.id !== comment.id)]);
    });
    return () => life.abort();
  }, [video]);

  const showFresh = (): void => {
    pages.setItems((items) => [...fresh.filter((comment) => !find(items, comment.id)), ...items]);
    setFresh([]);
  };
  return { pages, ...own, fresh, showFresh };
}

/** What the comments are to the viewer: asked for those that are new on the page. */
function useOwn(video: string, items: readonly Comment[], settled: boolean): Pick<Thread, 'mine' | 'votes' | 'vote'> {
  const [mine, setMine] = useState<Thread['mine']>(null);
  const [votes, setVotes] = useState<ReadonlyMap<string, Reaction>>(new Map());
  const asked = useRef(new Set<string>());
  const who = user.value?.id;
  const ids = idsOf(items);
  useEffect(() => {
    if (!who || !settled) return;
    const fresh = ids.filter((id) => !asked.current.has(id));
    if (fresh.length === 0 && mine) return;
    for (const id of fresh) asked.current.add(id);
    // Without comments there is still the question whether one may write.
    const parts = Array.from({ length: Math.max(1, Math.ceil(fresh.length / ASKED)) }, (_, at) => fresh.slice(at * ASKED, (at + 1) * ASKED));
    for (const part of parts) {
      const query = part.length > 0 ? { ids: part.join(',') } : {};
      unwrap(api.GET('/api/comments/video/{id}/me', { params: { path: { id: video }, query } })).then(
        ({ reactions, ...rest }) => {
          setMine(rest);
          setVotes((known) => new Map([...known, ...reactions.map(({ comment_id, value }) => [comment_id, value] as const)]));
        },
        // Without it the comments are only to be read.
        () => undefined,
      );
    }
  }, [who, video, settled, ids.join()]);
  return { mine: who ? mine : null, votes, vote: (id, value) => setVotes((known) => new Map(known).set(id, value)) };
}
