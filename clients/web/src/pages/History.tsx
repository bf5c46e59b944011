// What I watched, and how far.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { Confirm } from '../components/Confirm';
import { Empty } from '../components/Empty';
import { PageFoot } from '../components/PageFoot';
import { complain } from '../components/Toasts';
import { usePages } from '../components/usePages';
import { t } from '../i18n';
import { KeptVideo } from '../library/KeptVideo';
import { LibraryFrame } from '../library/LibraryFrame';
import { shareOf } from '../library/progress';

export function History() {
  const [paused, setPaused] = useState(false);
  const pages = usePages(async (cursor, signal) => {
    const page = await unwrap(api.GET('/api/users/history', { params: { query: cursor ? { cursor } : {} }, signal }));
    setPaused(page.paused);
    return page;
  });
  const forget = async (id: string): Promise<void> => {
    await unwrap<unknown>(api.DELETE('/api/users/history/{id}', { params: { path: { id } } }));
    pages.setItems((items) => items.filter(({ video }) => video.id !== id));
  };
  const pause = async (): Promise<void> => {
    setPaused((await unwrap(api.PUT('/api/users/history/paused', { body: { paused: !paused } }))).paused);
  };
  return (
    <LibraryFrame title={t('history.title')}>
      <div class="actions library__actions">
        <button type="button" class="button" onClick={() => void pause().catch(complain)}>
          {t(paused ? 'history.resume' : 'history.pause')}
        </button>
        {pages.items.length > 0 && (
          <Confirm
            label={t('history.clear')}
            title={t('history.clear.title')}
            text={t('history.clear.text')}
            action={t('history.clear')}
            run={async () => {
              await unwrap<unknown>(api.DELETE('/api/users/history'));
              pages.setItems(() => []);
            }}
          />
        )}
      </div>
      {paused && <p class="notice">{t('history.paused')}</p>}
      {pages.empty && <Empty icon="history" title={t('history.empty')} text={t('history.emptyHint')} />}
      <ul class="lines lines--wide">
        {pages.items.map(({ video, progress }) => (
          <KeptVideo
            key={video.id}
            video={video}
            watched={shareOf(video, progress)}
            removal={t('history.removeOf', { title: video.title })}
            remove={() => forget(video.id)}
          />
        ))}
      </ul>
      <PageFoot pages={pages} />
    </LibraryFrame>
  );
}
