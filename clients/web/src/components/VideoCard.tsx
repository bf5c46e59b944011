// One video in a grid.
import { useState } from 'preact/hooks';
import type { VideoSummary } from '../api/types';
import { locale, t, tn } from '../i18n';
import { formatAge, formatClock, formatCount, formatPercent, formatSpoken } from '../lib/format';
import { Icon } from './Icon';

interface PosterProps {
  video: Pick<VideoSummary, 'poster_url' | 'preview_url' | 'duration_seconds'>;
  /** Show the moving preview, where there is one and motion is welcome. */
  moving?: boolean;
  /** How much of it was watched, between 0 and 1. */
  watched?: number;
}

const motionIsWelcome = (): boolean => matchMedia('(prefers-reduced-motion: no-preference)').matches;

export function Poster({ video, moving = false, watched }: PosterProps) {
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
      {watched !== undefined && (
        <span class="poster__watched">
          <span style={{ width: `${watched * 100}%` }} />
          <span class="visually-hidden">{t('home.watched', { percent: formatPercent(watched, locale.value) })}</span>
        </span>
      )}
    </span>
  );
}

export function VideoCard({ video, watched }: { video: VideoSummary; watched?: number }) {
  const { views } = video.counts;
  const [hovered, setHovered] = useState(false);
  return (
    <article class="card" onPointerEnter={(event) => setHovered(event.pointerType === 'mouse')} onPointerLeave={() => setHovered(false)}>
      <a class="card__link" href={`/watch/${video.id}`}>
        <Poster video={video} moving={hovered} {...(watched !== undefined && { watched })} />
        <h2 class="card__title">{video.title}</h2>
      </a>
      <p class="card__meta">
        <a class="card__author quiet" href={`/@${video.author.handle}`}>
          {video.author.display_name}
        </a>
        <span>{tn('video.views', views, formatCount(views, locale.value))}</span>
        <time dateTime={video.published_at ?? video.created_at}>
          {formatAge(video.published_at ?? video.created_at, Date.now(), locale.value)}
        </time>
      </p>
    </article>
  );
}
