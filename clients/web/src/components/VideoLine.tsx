// One video in a narrow list: a small picture and, beside it, the words.
import type { ComponentChildren } from 'preact';
import type { VideoSummary } from '../api/types';
import { locale, tn } from '../i18n';
import { formatAge, formatCount } from '../lib/format';
import { Poster } from './VideoCard';

interface Props {
  video: VideoSummary;
  /** Where it leads, if not just to the video. */
  href?: string;
  title?: ComponentChildren;
  author?: ComponentChildren;
  /** How much of it was watched, between 0 and 1. */
  watched?: number;
  children?: ComponentChildren;
}

export function VideoLine({ video, href = `/watch/${video.id}`, title, author, watched, children }: Props) {
  const { views } = video.counts;
  const published = video.published_at ?? video.created_at;
  return (
    <article class="line">
      <a class="line__poster" href={href} tabIndex={-1} aria-hidden="true">
        <Poster video={video} {...(watched !== undefined && { watched })} />
      </a>
      <div class="line__text">
        <h3 class="line__title">
          <a href={href}>{title ?? video.title}</a>
        </h3>
        <p class="facts">
          <a class="quiet" href={`/@${video.author.handle}`}>
            {author ?? video.author.display_name}
          </a>
          <span>{tn('video.views', views, formatCount(views, locale.value))}</span>
          <time dateTime={published}>{formatAge(published, Date.now(), locale.value)}</time>
        </p>
        {children}
      </div>
    </article>
  );
}
