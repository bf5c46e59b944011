// The newest videos of those whom I follow.
import { api, unwrap } from '../api/client';
import { CardGrid } from '../components/CardGrid';
import { Empty } from '../components/Empty';
import { usePages } from '../components/usePages';
import { VideoCard } from '../components/VideoCard';
import { t } from '../i18n';
import { LibraryFrame } from '../library/LibraryFrame';

export function Feed() {
  const pages = usePages((cursor, signal) =>
    unwrap(api.GET('/api/users/feed', { params: { query: { limit: 24, ...(cursor && { cursor }) } }, signal })),
  );
  return (
    <LibraryFrame title={t('feed.title')}>
      {pages.empty && <Empty icon="person" title={t('feed.empty')} text={t('feed.emptyHint')} />}
      <CardGrid pages={pages} id={({ video }) => video.id}>
        {({ video }) => <VideoCard video={video} />}
      </CardGrid>
    </LibraryFrame>
  );
}
