// Everything that I uploaded, in every state.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { Video, VideoSummary } from '../api/types';
import { EditDialog } from '../components/EditDialog';
import { Empty } from '../components/Empty';
import { MyVideoRow } from '../components/MyVideoRow';
import { PageFoot } from '../components/PageFoot';
import { complain, toast } from '../components/Toasts';
import { usePages } from '../components/usePages';
import { useTitle } from '../components/useTitle';
import { t } from '../i18n';

export function MyVideos() {
  useTitle(t('mine.title'));
  const [editing, setEditing] = useState<VideoSummary | null>(null);
  const pages = usePages((cursor, signal) => unwrap(api.GET('/api/videos/mine', { params: { query: cursor ? { cursor } : {} }, signal })));
  const replace = (video: Video): void => pages.setItems((items) => items.map((item) => (item.id === video.id ? video : item)));

  const restore = async (video: VideoSummary, at: number): Promise<void> => {
    const back = await unwrap(api.POST('/api/videos/{id}/restore', { params: { path: { id: video.id } } }));
    pages.setItems((items) => items.toSpliced(Math.min(at, items.length), 0, back));
    toast(t('mine.restored', { title: back.title }));
  };

  const remove = async (video: VideoSummary): Promise<void> => {
    const at = pages.items.indexOf(video);
    await unwrap(api.DELETE('/api/videos/{id}', { params: { path: { id: video.id } } }));
    pages.setItems((items) => items.filter((item) => item.id !== video.id));
    const undo = { label: t('action.undo'), run: () => void restore(video, at).catch(complain) };
    toast(t('mine.deleted', { title: video.title }), undo);
  };

  return (
    <>
      <h1>{t('mine.title')}</h1>
      <p class="library__actions">
        <a href="/comments-to-approve">{t('held.title')}</a>
      </p>
      {pages.empty && (
        <Empty icon="film" title={t('mine.empty')} text={t('mine.emptyHint')}>
          <a class="button button--primary" href="/upload">
            {t('nav.upload')}
          </a>
        </Empty>
      )}
      <ul class="rows">
        {pages.items.map((video) => (
          <MyVideoRow
            key={video.id}
            video={video}
            onEdit={setEditing}
            onDelete={(doomed) => void remove(doomed).catch(complain)}
            onChange={replace}
          />
        ))}
      </ul>
      <PageFoot pages={pages} />
      {editing && <EditDialog id={editing.id} onClose={() => setEditing(null)} onSaved={replace} />}
    </>
  );
}
