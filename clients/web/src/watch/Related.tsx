// Other videos beside this one.
import { api, unwrap } from '../api/client';
import { useLoad } from '../components/useLoad';
import { VideoLine } from '../components/VideoLine';
import { t } from '../i18n';

export function Related({ id }: { id: string }) {
  const { data } = useLoad((signal) => unwrap(api.GET('/api/videos/{id}/related', { params: { path: { id } }, signal })));
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-labelledby="related-title">
      <h2 id="related-title" class="aside-title">
        {t('watch.related')}
      </h2>
      <ul class="lines">
        {data.items.map((video) => (
          <li key={video.id}>
            <VideoLine video={video} />
          </li>
        ))}
      </ul>
    </section>
  );
}
