// One video in a grid.
import type { VideoSummary } from '../api/types';
import { locale, t, tn } from '../i18n';
import { formatAge, formatClock, formatCount, formatSpoken } from '../lib/format';
import { Icon } from './Icon';

export function Poster({ video }: { video: Pick<VideoSummary, 'poster_url' | 'duration_seconds'> }) {
  const seconds = video.duration_seconds;
  return (
    <span class="poster">
      {video.poster_url ? <img src={video.poster_url} alt="" loading="lazy" decoding="async" /> : <Icon name="film" />}
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
  return (
    <article class="card">
      <a class="card__link" href={`/watch/${video.id}`}>
        <Poster video={video} />
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
