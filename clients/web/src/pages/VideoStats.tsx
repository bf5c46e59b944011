// How one of my videos is watched.
import { api, unwrap } from '../api/client';
import type { Video } from '../api/types';
import { Loading } from '../components/Loading';
import { useLoad } from '../components/useLoad';
import { useTitle } from '../components/useTitle';
import { locale, t } from '../i18n';
import { formatCount, formatSpoken } from '../lib/format';
import { location$ } from '../router';
import { Choose } from '../search/Choose';
import { Retention } from '../stats/Retention';
import { ViewsByDay } from '../stats/ViewsByDay';
import { NotFound } from './NotFound';

const SPANS = [28, 7, 90] as const;

const chosenDays = (text: string | null): number => SPANS.find((days) => String(days) === text) ?? SPANS[0];

export function VideoStats({ id }: { id: string }) {
  const loaded = useLoad((signal) => unwrap(api.GET('/api/videos/{id}', { params: { path: { id } }, signal })));
  const video = loaded.data;
  useTitle(video ? t('stats.title', { title: video.title }) : undefined);
  const days = chosenDays(location$.value.searchParams.get('days'));
  if (loaded.error?.status === 404) return <NotFound />;
  if (!video) return <Loading of={loaded} />;
  return (
    <>
      <h1>{t('stats.title', { title: video.title })}</h1>
      <p class="library__actions">
        <a href={`/watch/${id}`}>{t('action.watch')}</a>
      </p>
      <Choose
        name="days"
        label={t('stats.span')}
        options={SPANS.map((span) => [span === SPANS[0] ? '' : String(span), t('stats.days', { count: span })] as const)}
      />
      <Numbers key={days} video={video} days={days} />
    </>
  );
}

function Numbers({ video, days }: { video: Video; days: number }) {
  const params = { path: { id: video.id }, query: { days } };
  const loaded = useLoad((signal) => unwrap(api.GET('/api/videos/{id}/stats', { params, signal })));
  const stats = loaded.data;
  if (!stats) return <Loading of={loaded} />;
  const count = (value: number): string => formatCount(value, locale.value);
  const sums = [
    [t('stats.views'), count(stats.views)],
    [t('stats.watched'), formatSpoken(stats.watch_seconds, locale.value)],
    [t('stats.likes'), count(stats.likes)],
    [t('stats.dislikes'), count(stats.dislikes)],
    [t('stats.comments'), count(stats.comments)],
    [t('stats.favorites'), count(stats.favorites)],
  ] as const;
  return (
    <div class="stats">
      <dl class="stats__sums">
        {sums.map(([name, value]) => (
          <div key={name} class="panel">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ViewsByDay days={stats.days} />
      <Retention shares={stats.retention} length={video.duration_seconds ?? 0} />
    </div>
  );
}
