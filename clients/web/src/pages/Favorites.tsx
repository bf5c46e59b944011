// What I want to find again.
import { api, unwrap } from '../api/client';
import { Empty } from '../components/Empty';
import { Icon } from '../components/Icon';
import { PageFoot } from '../components/PageFoot';
import { complain } from '../components/Toasts';
import { usePages } from '../components/usePages';
import { VideoLine } from '../components/VideoLine';
import { t } from '../i18n';
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
          <li key={video.id} class="kept">
            <VideoLine video={video} />
            <button
              type="button"
              class="icon-button"
              aria-label={t('favorites.removeOf', { title: video.title })}
              onClick={() => void remove(video.id).catch(complain)}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      <PageFoot pages={pages} />
    </LibraryFrame>
  );
}
