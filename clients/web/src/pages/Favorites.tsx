// What I want to find again.
import { api, unwrap } from '../api/client';
import { Empty } from '../components/Empty';
import { PageFoot } from '../components/PageFoot';
import { usePages } from '../components/usePages';
import { t } from '../i18n';
import { KeptVideo } from '../library/KeptVideo';
import { LibraryFrame } from '../library/LibraryFrame';

export function Favorites() {
  const pages = usePages((cursor, signal) =>
    unwrap(api.GET('/api/users/favorites', { params: { query: cursor ? { cursor } : {} }, signal })),
  );
  const remove = async (id: string): Promise<void> => {
    await unwrap<unknown>(api.DELETE('/api/users/favorites/{id}', { params: { path: { id } } }));
    pages.setItems((items) => items.filter(({ video }) => video.id !== id));
  };
  return (
    <LibraryFrame title={t('favorites.title')}>
      {pages.empty && <Empty icon="heart" title={t('favorites.empty')} text={t('favorites.emptyHint')} />}
      <ul class="lines lines--wide">
        {pages.items.map(({ video }) => (
          <KeptVideo
            key={video.id}
            video={video}
            removal={t('favorites.removeOf', { title: video.title })}
            remove={() => remove(video.id)}
          />
        ))}
      </ul>
      <PageFoot pages={pages} />
    </LibraryFrame>
  );
}
