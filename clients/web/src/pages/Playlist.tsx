// One playlist in its order, which its owner changes by dragging or by two buttons.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { Playlist as List, PlaylistItem } from '../api/community';
import { user } from '../api/session';
import { announce } from '../components/Announcer';
import { Confirm } from '../components/Confirm';
import { Dialog } from '../components/Dialog';
import { Empty } from '../components/Empty';
import { Icon } from '../components/Icon';
import { PageFoot } from '../components/PageFoot';
import { complain } from '../components/Toasts';
import { usePages, type Pages } from '../components/usePages';
import { useTitle } from '../components/useTitle';
import { VideoLine } from '../components/VideoLine';
import { locale, t, tn } from '../i18n';
import { formatCount } from '../lib/format';
import { PlaylistForm } from '../library/PlaylistForm';
import { inList } from '../library/PlaylistRail';
import { moved } from '../library/order';
import { titleOf } from '../library/playlists';
import { navigate } from '../router';
import { NotFound } from './NotFound';

export function Playlist({ id }: { id: string }) {
  const [list, setList] = useState<List | null>(null);
  const pages = usePages(async (cursor, signal) => {
    const query = { limit: 50, ...(cursor && { cursor }) };
    const { items, ...found } = await unwrap(api.GET('/api/users/playlists/{id}', { params: { path: { id }, query }, signal }));
    setList(found);
    return items;
  });
  useTitle(list ? titleOf(list) : undefined);
  if (pages.error && [404, 400, 422].includes(pages.error.status)) return <NotFound />;
  if (!list) return <PageFoot pages={pages} />;
  const isMine = user.value?.id === list.owner.id;
  const first = pages.items[0];
  return (
    <>
      <h1 class="library__title">{titleOf(list)}</h1>
      <p class="facts">
        <a class="quiet" href={`/@${list.owner.handle}`}>
          {t('playlists.by', { name: list.owner.display_name })}
        </a>
        <span>{tn('playlists.count', list.items_count, formatCount(list.items_count, locale.value))}</span>
        <span>{t(`visibility.${list.visibility}`)}</span>
      </p>
      {list.description && <p class="about__text">{list.description}</p>}
      <div class="actions library__actions">
        {first && (
          <a class="button button--primary" href={inList(first, id)}>
            <Icon name="play" />
            {t('playlists.play')}
          </a>
        )}
        {isMine && list.kind === 'normal' && <Managing list={list} onChange={setList} />}
      </div>
      {pages.empty && <Empty icon="list" title={t('playlists.bare')} text={t('playlists.bareHint')} />}
      <Items list={list} pages={pages} isMine={isMine} onCount={(by) => setList({ ...list, items_count: list.items_count + by })} />
      <PageFoot pages={pages} />
    </>
  );
}

function Managing({ list, onChange }: { list: List; onChange: (list: List) => void }) {
  const [editing, setEditing] = useState(false);
  const params = { path: { id: list.id } };
  return (
    <>
      <button type="button" class="button" aria-haspopup="dialog" onClick={() => setEditing(true)}>
        {t('action.edit')}
      </button>
      <Confirm
        label={t('playlists.delete')}
        title={t('playlists.delete.title', { title: list.title })}
        text={t('playlists.delete.text')}
        action={t('action.delete')}
        run={async () => {
          await unwrap<unknown>(api.DELETE('/api/users/playlists/{id}', { params }));
          navigate('/playlists');
        }}
      />
      {editing && (
        <Dialog title={t('playlists.edit')} onClose={() => setEditing(false)}>
          {(close) => (
            <PlaylistForm
              of={list}
              action={t('action.save')}
              onCancel={close}
              save={async (body) => {
                onChange(await unwrap(api.PUT('/api/users/playlists/{id}', { params, body })));
                close();
              }}
            />
          )}
        </Dialog>
      )}
    </>
  );
}

interface ItemsProps {
  list: List;
  pages: Pages<PlaylistItem>;
  isMine: boolean;
  onCount: (by: number) => void;
}

function Items({ list, pages, isMine, onCount }: ItemsProps) {
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const move = async (from: number, to: number): Promise<void> => {
    const before = pages.items;
    const { items, after } = moved(before, from, to);
    const item = before[from];
    if (!item || from === to) return;
    pages.setItems(() => items);
    announce(t('playlists.moved', { title: item.video.title, place: to + 1 }));
    try {
      const params = { path: { id: list.id, item: item.id } };
      await unwrap<unknown>(api.PATCH('/api/users/playlists/{id}/items/{item}', { params, body: { after } }));
    } catch (thrown) {
      pages.setItems(() => before);
      complain(thrown);
    }
  };
  const remove = async (item: PlaylistItem): Promise<void> => {
    const params = { path: { id: list.id, item: item.id } };
    await unwrap<unknown>(api.DELETE('/api/users/playlists/{id}/items/{item}', { params }));
    pages.setItems((items) => items.filter((other) => other.id !== item.id));
    onCount(-1);
  };
  return (
    <ol class="lines lines--wide">
      {pages.items.map((item, at) => (
        <li
          key={item.id}
          class="kept"
          data-over={over === at && dragged !== null && dragged !== at ? (dragged > at ? 'above' : 'below') : undefined}
          onDragOver={(event) => {
            if (dragged === null) return;
            event.preventDefault();
            setOver(at);
          }}
          onDrop={(event) => {
            event.preventDefault();
            if (dragged !== null) void move(dragged, at);
          }}
        >
          {isMine && (
            <span
              class="kept__grip"
              draggable
              title={t('playlists.drag', { title: item.video.title })}
              onDragStart={(event) => {
                event.dataTransfer?.setData('text/plain', item.video.title);
                setDragged(at);
              }}
              onDragEnd={() => {
                setDragged(null);
                setOver(null);
              }}
            >
              <Icon name="grip" />
            </span>
          )}
          <VideoLine video={item.video} href={inList(item, list.id)} />
          {isMine && (
            <div class="kept__actions">
              <button
                type="button"
                class="icon-button"
                aria-label={t('playlists.up', { title: item.video.title })}
                disabled={at === 0}
                onClick={() => void move(at, at - 1)}
              >
                <Icon name="up" />
              </button>
              <button
                type="button"
                class="icon-button"
                aria-label={t('playlists.down', { title: item.video.title })}
                disabled={at === pages.items.length - 1}
                onClick={() => void move(at, at + 1)}
              >
                <Icon name="chevron" />
              </button>
              <button
                type="button"
                class="icon-button"
                aria-label={t('playlists.removeOf', { title: item.video.title })}
                onClick={() => void remove(item).catch(complain)}
              >
                <Icon name="close" />
              </button>
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
