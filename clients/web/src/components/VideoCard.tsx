// One video in a grid.
import { useState } from 'preact/hooks';
import type { VideoSummary } from '../api/types';
import { locale, t, tn } from '../i18n';
import { formatAge, formatClock, formatCount, formatSpoken } from '../lib/format';
import { Icon } from './Icon';

interface PosterProps {
  video: Pick<VideoSummary, 'poster_url' | 'preview_url' | 'duration_seconds'>;
  /** Show the moving preview, where there is one and motion is welcome. */
  moving?: boolean;
}

const motionIsWelcome = (): boolean => matchMedia('(prefers-reduced-motion: no-preference)').matches;

export function Poster({ video, moving = false }: PosterProps) {
  const seconds = video.duration_seconds;
  const picture = (moving && motionIsWelcome() && video.preview_url) || video.poster_url;
  return (
    <span class="poster">
      {picture ? <img src={picture} alt="" loading="lazy" decoding="async" /> : <Icon name="film" />}
      {seconds != null && (
        <span class="poster__length">
          <span aria-hidden="true">{formatClock(seconds)}</span>
          <span class="visually-hidden">{t('video.length', { length: formatSpoken(seconds, locale.value) })}</span>
        </span>
      )}
    </span>
  );
}

export function VideoCard({ video }: { video: VideoSummary }) {
  const { views } = video.counts;
  const [hovered, setHovered] = useState(false);
  return (
    <article class="card" onPointerEnter={(event) => setHovered(event.pointerType === 'mouse')} onPointerLeave={() => setHovered(false)}>
      <a class="card__link" href={`/watch/${video.id}`}>
        <Poster video={video} moving={hovered} />
        <h2 class="card__title">{video.title}</h2>
      </a>
      <p class="card__meta">
        <span class="card__author">{video.author.display_name}</span>
        <span>{tn('video.views', views, formatCount(views, locale.value))}</span>
        <time dateTime={video.published_at ?? video.created_at}>
          {formatAge(video.published_at ?? video.created_at, Date.now(), locale.value)}
        </time>
      </p>
    </article>
  );
}
