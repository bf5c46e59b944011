// One video: the player, what it is and who made it, what people say, and what else there is.
import { useEffect, useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { CommentsMode } from '../api/community';
import { asApiError, type ApiError } from '../api/problem';
import type { Video } from '../api/types';
import { Avatar } from '../components/Avatar';
import { shownTo } from '../components/shownTo';
import { useTitle } from '../components/useTitle';
import { Tags } from '../components/Tags';
import { Comments } from '../comments/Comments';
import { locale, t, tn } from '../i18n';
import { formatAge, formatClock, formatCount } from '../lib/format';
import { sleep } from '../lib/sleep';
import { PlaylistRail } from '../library/PlaylistRail';
import { parseInstant } from '../player/chapters';
import { LivePlayer } from '../player/LivePlayer';
import { startOf } from '../player/progress';
import { Remote } from '../player/remote';
import { location$ } from '../router';
import { Actions } from '../watch/Actions';
import { ChapterList } from '../watch/ChapterList';
import { Description } from '../watch/Description';
import { FollowButton } from '../watch/FollowButton';
import { Related } from '../watch/Related';
import { UnlockForm } from '../watch/UnlockForm';
import { useProgress } from '../watch/useProgress';
import { useViews } from '../watch/useViews';
import { useViewerState, type Viewer } from '../watch/useViewerState';
import { NotFound } from './NotFound';

type Watched = Video & { comments: CommentsMode };

/** How often a video that does not play yet is asked for again. */
const POLL_MS = 3000;

const willPlay = (video: Video): boolean => !video.playable && video.state !== 'failed';

function useVideo(id: string): { video: Watched | null; error: ApiError | null } {
  const [video, setVideo] = useState<Watched | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  useEffect(() => {
    const life = new AbortController();
    const follow = async (): Promise<void> => {
      let found: Watched;
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
  return { video, error };
}

/** A video that was unlocked is loaded anew, with all that is told of it. */
export function Watch({ id }: { id: string }) {
  const [round, setRound] = useState(0);
  return <Page key={round} id={id} onUnlocked={() => setRound((before) => before + 1)} />;
}

function Page({ id, onUnlocked }: { id: string; onUnlocked: () => void }) {
  const { video, error } = useVideo(id);
  const viewer = useViewerState(id);
  const [remote] = useState(() => new Remote());
  const list = location$.value.searchParams.get('list');
  useTitle(video?.title);
  useProgress(id, remote);
  useViews(id, video?.duration_seconds ?? null, remote);

  if (error?.code === 'video-password-required') return <UnlockForm id={id} onUnlocked={onUnlocked} />;
  if (error?.status === 404 || error?.status === 400 || error?.status === 422) return <NotFound />;
  if (error) {
    return (
      <p class="alert" role="alert">
        {error.message}
      </p>
    );
  }
  if (!video) return <p class="loading">{t('app.loading')}</p>;
  const play = (seconds: number): void => remote.play(seconds);
  return (
    <div class="watch">
      <article class="watch__main">
        <Stage video={video} viewer={viewer} remote={remote} />
        <About video={video} viewer={viewer} remote={remote} />
        {video.playable && <Comments video={video} play={play} />}
      </article>
      <aside class="watch__side">
        {list && <PlaylistRail key={list} list={list} video={id} remote={remote} />}
        <ChapterList remote={remote} />
        {video.playable && <Related id={id} />}
      </aside>
    </div>
  );
}

/** The player, once it is known where to begin. */
function Stage({ video, viewer, remote }: { video: Watched; viewer: Viewer; remote: Remote }) {
  const [asked] = useState(() => parseInstant(location$.value.searchParams.get('t')));
  const [leftAt, setLeftAt] = useState(0);
  const { known } = viewer;
  const startAt = known ? startOf(asked, viewer.state?.progress) : 0;
  useEffect(() => {
    if (known && asked === null) setLeftAt(startAt);
  }, [known]);
  if (!video.playable) {
    return (
      <p class="stage stage--note" role="status">
        {video.state === 'failed' ? t('watch.failed') : t('watch.notReady')}
      </p>
    );
  }
  if (!known) return <div class="stage" aria-busy="true" />;
  return (
    <>
      <LivePlayer id={video.id} title={video.title} length={video.duration_seconds ?? null} startAt={startAt} remote={remote} />
      {leftAt > 0 && (
        <p class="resumed">
          {t('watch.resumed', { time: formatClock(leftAt) })}{' '}
          <button
            type="button"
            class="link"
            onClick={() => {
              setLeftAt(0);
              remote.play(0);
            }}
          >
            {t('watch.fromStart')}
          </button>
        </p>
      )}
    </>
  );
}

function About({ video, viewer, remote }: { video: Watched; viewer: Viewer; remote: Remote }) {
  const { views } = video.counts;
  const published = video.published_at ?? video.created_at;
  return (
    <div class="about">
      <h1>{video.title}</h1>
      <p class="about__facts facts">
        <span>{tn('video.views', views, formatCount(views, locale.value))}</span>
        <time dateTime={published}>{t('watch.published', { age: formatAge(published, Date.now(), locale.value) })}</time>
        {video.category && (
          <a class="quiet" href={`/?category=${encodeURIComponent(video.category.slug)}`}>
            {video.category.name}
          </a>
        )}
        {viewer.state?.may_edit && (
          <a class="quiet" href={`/my-videos/${video.id}/stats`}>
            {t('stats.link')}
          </a>
        )}
        {video.visibility !== 'public' && <span class="badge">{shownTo(video)}</span>}
      </p>
      {video.takedown && <p class="alert about__alert">{t('watch.takenDown', { reason: video.takedown.reason })}</p>}
      <div class="about__bar">
        <div class="about__who">
          <Avatar of={video.author} />
          <a class="about__author" href={`/@${video.author.handle}`}>
            {video.author.display_name} <span class="about__handle">@{video.author.handle}</span>
          </a>
          <FollowButton
            who={video.author}
            following={viewer.state?.following ?? false}
            onChange={(following) => viewer.change({ following })}
          />
        </div>
        <Actions video={video} viewer={viewer} remote={remote} />
      </div>
      {video.description && <Description text={video.description} play={(seconds) => remote.play(seconds)} />}
      <Tags tags={video.tags} />
    </div>
  );
}
