// One video: the player, then what it is and who made it.
import { useEffect, useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { asApiError, type ApiError } from '../api/problem';
import type { Video } from '../api/types';
import { useTitle } from '../components/useTitle';
import { locale, t, tn } from '../i18n';
import { formatAge, formatCount } from '../lib/format';
import { sleep } from '../lib/sleep';
import { LivePlayer } from '../player/LivePlayer';
import { NotFound } from './NotFound';

/** How often a video that does not play yet is asked for again. */
const POLL_MS = 3000;

const willPlay = (video: Video): boolean => !video.playable && video.state !== 'failed';

export function Watch({ id }: { id: string }) {
  const [video, setVideo] = useState<Video | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  useTitle(video?.title);

  useEffect(() => {
    const life = new AbortController();
    const follow = async (): Promise<void> => {
      let found: Video;
      do {
        found = await unwrap(api.GET('/api/videos/{id}', { params: { path: { id } }, signal: life.signal }));
        setVideo(found);
        if (willPlay(found)) await sleep(POLL_MS, life.signal);
      } while (!life.signal.aborted && willPlay(found));
    };
    follow().catch((thrown: unknown) => {
      if (!life.signal.aborted) setError(asApiError(thrown));
    });
    return () => life.abort();
  }, [id]);

  if (error?.status === 404 || error?.status === 400 || error?.status === 422) return <NotFound />;
  if (error) {
    return (
      <p class="alert" role="alert">
        {error.message}
      </p>
    );
  }
  if (!video) return <p class="loading">{t('app.loading')}</p>;
  return (
    <article class="watch">
      {video.playable ? (
        <LivePlayer id={video.id} title={video.title} length={video.duration_seconds ?? null} />
      ) : (
        <p class="stage stage--note" role="status">
          {video.state === 'failed' ? t('watch.failed') : t('watch.notReady')}
        </p>
      )}
      <About video={video} />
    </article>
  );
}

function About({ video }: { video: Video }) {
  const { views } = video.counts;
  const published = video.published_at ?? video.created_at;
  return (
    <div class="about">
      <h1>{video.title}</h1>
      <p class="about__facts">
        <span class="about__author">{video.author.display_name}</span>
        <span class="about__handle">@{video.author.handle}</span>
        <span>{tn('video.views', views, formatCount(views, locale.value))}</span>
        <time dateTime={published}>{t('watch.published', { age: formatAge(published, Date.now(), locale.value) })}</time>
        {video.visibility !== 'public' && <span class="badge">{t(`visibility.${video.visibility}`)}</span>}
      </p>
      {video.description && <p class="about__text">{video.description}</p>}
    </div>
  );
}
