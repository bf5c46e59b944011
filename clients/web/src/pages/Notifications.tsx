// What I am told.
import { api, unwrap } from '../api/client';
import type { Notification } from '../api/community';
import { Avatar } from '../components/Avatar';
import { Empty } from '../components/Empty';
import { Icon } from '../components/Icon';
import { PageFoot } from '../components/PageFoot';
import { complain } from '../components/Toasts';
import { usePages } from '../components/usePages';
import { useTitle } from '../components/useTitle';
import { locale, t } from '../i18n';
import { formatAge } from '../lib/format';
import { unread } from '../library/unread';

/** What it is about, where one can look at it. */
function pathOf({ kind, actor, video }: Notification): string | undefined {
  if (kind === 'follow' && actor) return `/@${actor.handle}`;
  if (video) return `/watch/${video.id}`;
  return undefined;
}

export function Notifications() {
  useTitle(t('notifications.title'));
  const pages = usePages((cursor, signal) =>
    unwrap(api.GET('/api/users/notifications', { params: { query: cursor ? { cursor } : {} }, signal })),
  );
  const newest = pages.items[0];
  const readAll = async (): Promise<void> => {
    if (!newest) return;
    await unwrap<unknown>(api.POST('/api/users/notifications/read', { body: { up_to: newest.id } }));
    pages.setItems((items) => items.map((item) => ({ ...item, read: true })));
    unread.value = 0;
  };
  const read = (item: Notification): void => {
    if (item.read) return;
    unread.value = Math.max(0, unread.value - 1);
    void unwrap<unknown>(api.POST('/api/users/notifications/read', { body: { ids: [item.id] } })).catch(() => undefined);
  };
  return (
    <>
      <h1>{t('notifications.title')}</h1>
      <div class="actions library__actions">
        {pages.items.some((item) => !item.read) && (
          <button type="button" class="button" onClick={() => void readAll().catch(complain)}>
            {t('notifications.readAll')}
          </button>
        )}
        <a class="button button--plain" href="/account/notifications">
          {t('wishes.choose')}
        </a>
      </div>
      {pages.empty && <Empty icon="bell" title={t('notifications.empty')} text={t('notifications.emptyHint')} />}
      <ul class="told">
        {pages.items.map((item) => (
          <Told key={item.id} item={item} onFollow={() => read(item)} />
        ))}
      </ul>
      <PageFoot pages={pages} />
    </>
  );
}

function Told({ item, onFollow }: { item: Notification; onFollow: () => void }) {
  const { actor, video } = item;
  const words = t(`notifications.kind.${item.kind}`, {
    name: actor?.display_name ?? t('notifications.somebody'),
    title: video?.title ?? t('notifications.something'),
  });
  const path = pathOf(item);
  return (
    <li class="told__item" data-unread={!item.read}>
      {actor ? <Avatar of={actor} /> : <Icon name="bell" />}
      <p>
        {path ? (
          <a href={path} onClick={onFollow}>
            {words}
          </a>
        ) : (
          words
        )}
        {!item.read && <span class="visually-hidden"> ({t('notifications.new')})</span>}
        <time dateTime={item.created_at}>{formatAge(item.created_at, Date.now(), locale.value)}</time>
      </p>
    </li>
  );
}
