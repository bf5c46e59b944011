// Which of my playlists a video is in, and a new one for it.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { Playlist } from '../api/community';
import { CheckField } from '../components/Field';
import { Dialog } from '../components/Dialog';
import { PageFoot } from '../components/PageFoot';
import { Reveal } from '../components/Reveal';
import { complain, toast } from '../components/Toasts';
import { usePages } from '../components/usePages';
import { t } from '../i18n';
import type { Viewer } from '../watch/useViewerState';
import { PlaylistForm } from './PlaylistForm';
import { findItem, titleOf } from './playlists';

type Named = Pick<Playlist, 'id' | 'kind' | 'title'>;

interface Props {
  video: string;
  viewer: Viewer;
  onClose: () => void;
}

export function SaveDialog({ video, viewer, onClose }: Props) {
  const pages = usePages((cursor, signal) =>
    unwrap(api.GET('/api/users/playlists', { params: { query: { limit: 50, ...(cursor && { cursor }) } }, signal })),
  );
  // The list for later is there for everybody, but made only when something is put into it.
  const later = { id: 'watch-later', kind: 'watch-later', title: '' } as const;
  const lists = pages.loading || pages.items.some((list) => list.kind === 'watch-later') ? pages.items : [later, ...pages.items];
  const [inside, setInside] = useState<readonly string[]>(viewer.state?.playlists ?? []);
  const keep = (next: string[]): void => {
    setInside(next);
    viewer.change({ playlists: next });
  };
  const put = async (list: Named): Promise<void> => {
    await unwrap(api.POST('/api/users/playlists/{id}/items', { params: { path: { id: list.id } }, body: { video_id: video } }));
    keep([...inside, list.id]);
    toast(t('playlists.saved', { title: titleOf(list) }));
  };
  const take = async (list: Named): Promise<void> => {
    const item = await findItem(list.id, video);
    if (item) await unwrap(api.DELETE('/api/users/playlists/{id}/items/{item}', { params: { path: { id: list.id, item } } }));
    keep(inside.filter((id) => id !== list.id));
    toast(t('playlists.taken', { title: titleOf(list) }));
  };
  return (
    <Dialog title={t('watch.saveOf')} onClose={onClose}>
      {(close) => (
        <>
          {lists.map((list) => (
            <CheckField
              key={list.id}
              label={titleOf(list)}
              name={list.id}
              checked={inside.includes(list.id)}
              onChecked={(checked) => void (checked ? put(list) : take(list)).catch(complain)}
            />
          ))}
          <PageFoot pages={pages} />
          <div class="actions actions--above">
            <Reveal label={t('playlists.new')}>
              {(hide) => (
                <PlaylistForm
                  action={t('playlists.create')}
                  onCancel={hide}
                  save={async (body) => {
                    const list = await unwrap(api.POST('/api/users/playlists', { body }));
                    pages.setItems((items) => [list, ...items]);
                    await put(list);
                    hide();
                  }}
                />
              )}
            </Reveal>
          </div>
          <div class="actions actions--end">
            <button type="button" class="button button--primary" onClick={close}>
              {t('action.close')}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
