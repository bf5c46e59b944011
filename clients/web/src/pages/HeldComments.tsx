// Comments that wait for a decision: below my videos; for moderators, below all.
import { api, unwrap } from '../api/client';
import type { HeldComment } from '../api/community';
import { Avatar } from '../components/Avatar';
import { Empty } from '../components/Empty';
import { PageFoot } from '../components/PageFoot';
import { complain } from '../components/Toasts';
import { usePages } from '../components/usePages';
import { useTitle } from '../components/useTitle';
import { locale, t } from '../i18n';
import { formatAge } from '../lib/format';

export function HeldComments() {
  useTitle(t('held.title'));
  const pages = usePages((cursor, signal) =>
    unwrap(api.GET('/api/comments/held', { params: { query: cursor ? { cursor } : {} }, signal })),
  );
  const decide = async (id: string, approved: boolean): Promise<void> => {
    const params = { path: { id } };
    const path = '/api/comments/{id}/approval';
    await unwrap<unknown>(approved ? api.PUT(path, { params }) : api.DELETE(path, { params }));
    pages.setItems((items) => items.filter((item) => item.id !== id));
  };
  return (
    <>
      <h1>{t('held.title')}</h1>
      {pages.empty && <Empty icon="check" title={t('held.empty')} text={t('held.emptyHint')} />}
      <ul class="rows">
        {pages.items.map((item) => (
          <Held key={item.id} item={item} onDecide={(approved) => void decide(item.id, approved).catch(complain)} />
        ))}
      </ul>
      <PageFoot pages={pages} />
    </>
  );
}

function Held({ item, onDecide }: { item: HeldComment; onDecide: (approved: boolean) => void }) {
  const name = item.author?.display_name ?? '';
  return (
    <li class="panel held">
      {item.author && <Avatar of={item.author} />}
      <div class="held__text">
        <p class="facts">
          {item.author && (
            <a class="quiet" href={`/@${item.author.handle}`}>
              {name}
            </a>
          )}
          <a class="quiet" href={`/watch/${item.video_id}`}>
            {item.video_title}
          </a>
          <time dateTime={item.created_at}>{formatAge(item.created_at, Date.now(), locale.value)}</time>
        </p>
        <div class="comment__body" dangerouslySetInnerHTML={{ __html: item.body_html }} />
        <div class="actions">
          <button type="button" class="button button--primary" aria-label={t('held.approveOf', { name })} onClick={() => onDecide(true)}>
            {t('comments.approve')}
          </button>
          <button type="button" class="button" aria-label={t('held.rejectOf', { name })} onClick={() => onDecide(false)}>
            {t('comments.reject')}
          </button>
        </div>
      </div>
    </li>
  );
}
