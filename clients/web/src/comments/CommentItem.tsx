// One comment and, below it, the replies to it.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { Comment } from '../api/community';
import { user } from '../api/session';
import { Avatar } from '../components/Avatar';
import { Icon } from '../components/Icon';
import { complain } from '../components/Toasts';
import { locale, t, tn } from '../i18n';
import { formatAge, formatCount } from '../lib/format';
import { parseInstant } from '../player/chapters';
import { Reactions } from '../watch/Reactions';
import { withAccount } from '../watch/signIn';
import { CommentForm } from './CommentForm';
import { CommentMenu } from './CommentMenu';
import type { Discussion } from './discussion';
import { renewed } from './tree';

interface Props {
  comment: Comment;
  in: Discussion;
}

export function CommentItem({ comment, in: discussion }: Props) {
  const [open, setOpen] = useState<'reply' | 'edit' | null>(null);
  const { author } = comment;
  return (
    <li class="comment" id={`comment-${comment.id}`} data-depth={comment.depth}>
      <article class="comment__self">
        {author ? <Avatar of={author} /> : <span class="avatar" aria-hidden="true" />}
        <div class="comment__text">
          {comment.deleted ? (
            <p class="comment__deleted">{t('comments.deleted')}</p>
          ) : (
            <>
              <Head comment={comment} owner={discussion.owner} />
              {open === 'edit' ? (
                <CommentForm
                  label={t('comments.edit')}
                  action={t('action.save')}
                  body={comment.body}
                  focused
                  onCancel={() => setOpen(null)}
                  save={async (body) => {
                    const now = await unwrap(api.PUT('/api/comments/{id}', { params: { path: { id: comment.id } }, body: { body } }));
                    discussion.change(comment.id, renewed(now));
                    setOpen(null);
                  }}
                />
              ) : (
                <Body html={comment.body_html} onTime={discussion.play} />
              )}
              <Foot comment={comment} in={discussion} onReply={() => setOpen('reply')} onEdit={() => setOpen('edit')} />
            </>
          )}
          {open === 'reply' && (
            <CommentForm
              label={t('comments.replyTo', { name: author?.display_name ?? '' })}
              action={t('comments.reply')}
              focused
              onCancel={() => setOpen(null)}
              save={async (body) => {
                await discussion.write(body, comment.id);
                setOpen(null);
              }}
            />
          )}
        </div>
      </article>
      <Replies to={comment} in={discussion} />
    </li>
  );
}

function Head({ comment, owner }: { comment: Comment; owner: string }) {
  const { author } = comment;
  return (
    <p class="comment__head">
      {author && (
        <a class={author.id === owner ? 'comment__author comment__author--owner' : 'comment__author'} href={`/@${author.handle}`}>
          {author.display_name}
          {author.id === owner && <span class="visually-hidden"> ({t('comments.owner')})</span>}
        </a>
      )}
      <time dateTime={comment.created_at}>{formatAge(comment.created_at, Date.now(), locale.value)}</time>
      {comment.edited_at && <span>({t('comments.edited')})</span>}
      {comment.pinned && (
        <span class="badge">
          <Icon name="pin" /> {t('comments.pinned')}
        </span>
      )}
      {comment.hearted && (
        <span class="comment__heart" role="img" aria-label={t('comments.hearted')} title={t('comments.hearted')}>
          <Icon name="heart" />
        </span>
      )}
      {comment.state !== 'visible' && <span class="badge">{t(`comments.${comment.state}`)}</span>}
    </p>
  );
}

/** The server made this HTML from the comment's Markdown and let nothing else through. Its times lead into the video. */
function Body({ html, onTime }: { html: string; onTime: (seconds: number) => void }) {
  return (
    <div
      class="comment__body"
      dangerouslySetInnerHTML={{ __html: html }}
      onClick={(event) => {
        const to = event.target instanceof Element ? event.target.closest('a')?.getAttribute('href') : null;
        const seconds = to?.startsWith('?t=') ? parseInstant(to.slice(3)) : null;
        if (seconds === null) return;
        event.preventDefault();
        onTime(seconds);
      }}
    />
  );
}

function Foot({ comment, in: discussion, onReply, onEdit }: Props & { onReply: () => void; onEdit: () => void }) {
  const { likes } = comment.counts;
  const name = comment.author?.display_name ?? '';
  const params = { path: { id: comment.id } };
  return (
    <div class="comment__foot">
      <Reactions
        mine={discussion.votes.get(comment.id) ?? 'none'}
        likes={likes}
        likeLabel={tn('comments.likeOf', likes, formatCount(likes, locale.value), { name })}
        dislikeLabel={t('comments.dislikeOf', { name })}
        react={(value) => unwrap(api.PUT('/api/comments/{id}/reaction', { params, body: { value } }))}
        onChange={({ value, counts }) => {
          discussion.vote(comment.id, value);
          discussion.change(comment.id, (before) => ({ ...before, counts: { ...before.counts, ...counts } }));
        }}
      />
      {discussion.mayReply && comment.depth < discussion.depth && comment.state === 'visible' && (
        <button
          type="button"
          class="button button--plain"
          aria-label={t('comments.replyTo', { name })}
          onClick={() => withAccount(onReply)}
        >
          {t('comments.reply')}
        </button>
      )}
      {user.value && <CommentMenu comment={comment} in={discussion} onEdit={onEdit} />}
    </div>
  );
}

function Replies({ to, in: discussion }: { to: Comment; in: Discussion }) {
  const [busy, setBusy] = useState(false);
  const { items, next_cursor: cursor } = to.replies;
  const hidden = Math.max(0, to.counts.replies - items.length);
  const more = cursor != null || (items.length === 0 && hidden > 0);
  if (items.length === 0 && !more) return null;
  const load = (): void => {
    setBusy(true);
    discussion
      .loadReplies(to)
      .catch(complain)
      .finally(() => setBusy(false));
  };
  return (
    <ul class="comment__replies">
      {items.map((reply) => (
        <CommentItem key={reply.id} comment={reply} in={discussion} />
      ))}
      {more && (
        <li>
          <button type="button" class="button button--plain" disabled={busy} onClick={load}>
            <Icon name="chevron" />
            {items.length === 0 ? tn('comments.replies', hidden, formatCount(hidden, locale.value)) : t('comments.moreReplies')}
          </button>
        </li>
      )}
    </ul>
  );
}
