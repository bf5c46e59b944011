// Everything that people say about a video.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { CommentSort, CommentsMode } from '../api/community';
import { user } from '../api/session';
import type { Video } from '../api/types';
import { Avatar } from '../components/Avatar';
import { PageFoot } from '../components/PageFoot';
import { toast } from '../components/Toasts';
import { locale, t, tn } from '../i18n';
import { formatCount } from '../lib/format';
import { accountPath } from '../router';
import { CommentForm } from './CommentForm';
import { CommentItem } from './CommentItem';
import type { Discussion } from './discussion';
import { replace, withReplies, withReply, without } from './tree';
import { useThread, type Thread } from './useThread';

const SORTS = ['top', 'newest', 'oldest'] as const satisfies readonly CommentSort[];

/** Replies go as deep as this unless the server is told otherwise; it refuses what goes deeper. */
const DEPTH = 4;

interface Props {
  video: Video & { comments: CommentsMode };
  play: (seconds: number) => void;
}

export function Comments({ video, play }: Props) {
  const [sort, setSort] = useState<CommentSort>('top');
  const { comments: count } = video.counts;
  return (
    <section class="comments" aria-labelledby="comments-title">
      <div class="comments__head">
        <h2 id="comments-title">{count > 0 ? tn('comments.count', count, formatCount(count, locale.value)) : t('comments.title')}</h2>
        <select
          class="select"
          aria-label={t('comments.sort')}
          value={sort}
          onChange={(event) => setSort(event.currentTarget.value as CommentSort)}
        >
          {SORTS.map((each) => (
            <option key={each} value={each}>
              {t(`comments.sort.${each}`)}
            </option>
          ))}
        </select>
      </div>
      <List key={sort} video={video} sort={sort} play={play} />
    </section>
  );
}

/** One order of them. Another order is another list. */
function List({ video, sort, play }: Props & { sort: CommentSort }) {
  const thread = useThread(video.id, sort);
  const discussion = useDiscussion(video, thread, play);
  const { pages, fresh } = thread;
  return (
    <>
      <Writing video={video} write={(body) => discussion.write(body, null)} />
      {fresh.length > 0 && (
        <button type="button" class="button comments__fresh" onClick={thread.showFresh}>
          {tn('comments.new', fresh.length)}
        </button>
      )}
      {pages.empty && video.comments !== 'closed' && <p class="section__text">{t('comments.none')}</p>}
      <ul class="comments__list">
        {pages.items.map((comment) => (
          <CommentItem key={comment.id} comment={comment} in={discussion} />
        ))}
      </ul>
      <PageFoot pages={pages} />
    </>
  );
}

function Writing({ video, write }: { video: Props['video']; write: (body: string) => Promise<void> }) {
  const who = user.value;
  if (video.comments === 'closed') return <p class="notice">{t('comments.closed')}</p>;
  if (!who) {
    return (
      <p>
        <a class="button" href={accountPath('/sign-in')}>
          {t('comments.signIn')}
        </a>
      </p>
    );
  }
  return (
    <div class="comments__write">
      <Avatar of={who} />
      <div>
        {video.comments === 'approval' && <p class="field__hint">{t('comments.approval')}</p>}
        <CommentForm label={t('comments.write')} action={t('comments.send')} save={write} />
      </div>
    </div>
  );
}

function useDiscussion(video: Props['video'], thread: Thread, play: (seconds: number) => void): Discussion {
  const { pages, mine, votes, vote } = thread;
  return {
    owner: video.author.id,
    mayReply: video.comments !== 'closed' && (mine?.may_comment ?? true),
    mayModerate: mine?.may_moderate ?? false,
    depth: DEPTH,
    votes,
    vote,
    change: (id, change) => pages.setItems((items) => replace(items, id, change)),
    remove: (id) => pages.setItems((items) => without(items, id)),
    write: async (body, parent) => {
      const written = await unwrap(api.POST('/api/comments', { body: { video_id: video.id, body, parent_id: parent } }));
      pages.setItems((items) => (parent ? withReply(items, written) : [written, ...items]));
      if (written.state === 'held') toast(t('comments.waits'));
    },
    loadReplies: async (to) => {
      const query = to.replies.next_cursor ? { cursor: to.replies.next_cursor } : {};
      const page = await unwrap(api.GET('/api/comments/{id}/replies', { params: { path: { id: to.id }, query } }));
      pages.setItems((items) => withReplies(items, to.id, page));
    },
    play,
  };
}
