// My playlists.
import { api, unwrap } from '../api/client';
import { CardGrid } from '../components/CardGrid';
import { Empty } from '../components/Empty';
import { Reveal } from '../components/Reveal';
import { usePages } from '../components/usePages';
import { t } from '../i18n';
import { LibraryFrame } from '../library/LibraryFrame';
import { PlaylistCard } from '../library/PlaylistCard';
import { PlaylistForm } from '../library/PlaylistForm';

export function Playlists() {
  const pages = usePages((cursor, signal) =>
    unwrap(api.GET('/api/users/playlists', { params: { query: cursor ? { cursor } : {} }, signal })),
  );
  return (
    <LibraryFrame title={t('playlists.title')}>
      <div class="library__actions">
        <Reveal label={t('playlists.new')} primary>
          {(close) => (
            <div class="panel">
              <PlaylistForm
                action={t('playlists.create')}
                onCancel={close}
                save={async (body) => {
                  const list = await unwrap(api.POST('/api/users/playlists', { body }));
                  pages.setItems((items) => [list, ...items]);
                  close();
                }}
              />
            </div>
          )}
        </Reveal>
      </div>
      {pages.empty && <Empty icon="list" title={t('playlists.empty')} text={t('playlists.emptyHint')} />}
      <CardGrid pages={pages} id={({ id }) => id}>
        {(list) => <PlaylistCard list={list} />}
      </CardGrid>
    </LibraryFrame>
  );
}
