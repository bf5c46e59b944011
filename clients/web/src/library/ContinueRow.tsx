// What was begun and not watched to its end.
import { api, unwrap } from '../api/client';
import { useLoad } from '../components/useLoad';
import { VideoCard } from '../components/VideoCard';
import { t } from '../i18n';
import { shareOf } from './progress';

export function ContinueRow() {
  const { data } = useLoad((signal) => unwrap(api.GET('/api/users/continue-watching', { params: { query: { limit: 12 } }, signal })));
  if (!data || data.items.length === 0) return null;
  return (
    <section class="shelf" aria-labelledby="continue-title">
      <h2 id="continue-title">{t('home.continue')}</h2>
      <ul class="shelf__row">
        {data.items.map(({ video, progress }) => (
          <li key={video.id}>
            <VideoCard video={video} watched={shareOf(video, progress)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
