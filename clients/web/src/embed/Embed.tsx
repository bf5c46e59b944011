// One video that fills the frame, with its title over it, which leads to its page.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { Video } from '../api/types';
import { useLoad } from '../components/useLoad';
import { t } from '../i18n';
import { LivePlayer } from '../player/LivePlayer';
import { Remote } from '../player/remote';
import { addressOf } from '../watch/share';
import { useViews } from '../watch/useViews';

interface Props {
  id: string;
  /** Seconds. */
  startAt: number;
}

export function Embed({ id, startAt }: Props) {
  const { data: video, error } = useLoad((signal) => unwrap(api.GET('/api/videos/{id}', { params: { path: { id } }, signal })));
  const [remote] = useState(() => new Remote());
  useViews(id, video?.duration_seconds ?? null, remote);
  if (error || (video && !video.playable)) {
    return (
      <main class="embed embed--note">
        <p role="alert">{error ? t('embed.gone') : t('watch.notReady')}</p>
        <a href={addressOf(location.origin, 'watch', id, 0)} target="_blank" rel="noopener">
          {t('embed.visit')}
        </a>
      </main>
    );
  }
  return (
    <main class="embed">
      {video && (
        <LivePlayer id={id} title={video.title} length={video.duration_seconds ?? null} startAt={startAt} remote={remote}>
          <Head video={video} remote={remote} />
        </LivePlayer>
      )}
    </main>
  );
}

/** The way to the video's own page, where one goes on at the same second. */
function Head({ video, remote }: { video: Video; remote: Remote }) {
  return (
    <div class="embed__head">
      <h1>
        <a
          href={addressOf(location.origin, 'watch', video.id, remote.second.value)}
          target="_blank"
          rel="noopener"
          onClick={() => remote.video.value?.pause()}
        >
          {video.title}
        </a>
      </h1>
      <p>{video.author.display_name}</p>
    </div>
  );
}
