// The text along one of my videos: captions and chapters, beside the video itself.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { Loading } from '../components/Loading';
import { useLoad } from '../components/useLoad';
import { useTitle } from '../components/useTitle';
import { t } from '../i18n';
import { LivePlayer } from '../player/LivePlayer';
import { Remote } from '../player/remote';
import { CaptionsSection } from '../studio/CaptionsSection';
import { ChaptersSection } from '../studio/ChaptersSection';
import { NotFound } from './NotFound';

export function VideoText({ id }: { id: string }) {
  const found = useLoad((signal) => unwrap(api.GET('/api/videos/{id}', { params: { path: { id } }, signal })));
  const [remote] = useState(() => new Remote());
  const [version, setVersion] = useState(0);
  const video = found.data;
  const lookAgain = async (): Promise<void> => {
    if (!video?.playable) return;
    const { hls_url: url } = await unwrap(api.GET('/api/videos/{id}/playback', { params: { path: { id } } }));
    // The list of captions may be kept for some minutes; the owner wants to see the new ones now.
    await fetch(url, { cache: 'reload' });
    setVersion((before) => before + 1);
  };
  useTitle(t('text.title'));
  if (found.error?.status === 404 || found.error?.status === 422) return <NotFound />;
  if (!video) return <Loading of={found} />;
  return (
    <>
      <p>
        <a href="/my-videos">{t('mine.title')}</a>
      </p>
      <h1>{t('text.of', { title: video.title })}</h1>
      <div class="studio">
        <div class="studio__player">
          {video.playable ? (
            <LivePlayer key={version} id={id} title={video.title} length={video.duration_seconds ?? null} remote={remote} />
          ) : (
            <p class="stage stage--note">{t('watch.notReady')}</p>
          )}
        </div>
        <div class="studio__parts">
          <ChaptersSection video={id} remote={remote} />
          <CaptionsSection video={id} onChange={() => void lookAgain().catch(() => undefined)} />
        </div>
      </div>
    </>
  );
}
