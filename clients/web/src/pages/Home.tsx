// The newest public videos.
import { api, unwrap } from '../api/client';
import { Empty } from '../components/Empty';
import { PageFoot } from '../components/PageFoot';
import { usePages } from '../components/usePages';
import { useTitle } from '../components/useTitle';
import { VideoCard } from '../components/VideoCard';
import { t } from '../i18n';

const PAGE_SIZE = 24;

export function Home() {
  useTitle(undefined);
  const pages = usePages((cursor, signal) =>
    unwrap(api.GET('/api/videos', { params: { query: { limit: PAGE_SIZE, ...(cursor && { cursor }) } }, signal })),
  );
  return (
    <>
      <h1>{t('home.title')}</h1>
      {pages.empty ? (
        <Empty icon="film" title={t('home.empty')} text={t('home.emptyHint')}>
          <a class="button button--primary" href="/upload">
            {t('nav.upload')}
          </a>
        </Empty>
      ) : (
        <ul class="grid">
          {pages.items.map((video) => (
            <li key={video.id}>
              <VideoCard video={video} />
            </li>
          ))}
        </ul>
      )}
      <PageFoot pages={pages} />
    </>
  );
}
