// What the pages about playlists share.
import { api, unwrap } from '../api/client';
import type { Playlist } from '../api/community';
import { t } from '../i18n';

/** "Watch later" is everybody's own, and has a name in every language. */
export const titleOf = (list: Pick<Playlist, 'kind' | 'title'>): string =>
  list.kind === 'watch-later' ? t('playlists.watchLater') : list.title;

/** The item of a playlist that holds this video. */
export async function findItem(list: string, video: string): Promise<string | undefined> {
  let cursor: string | undefined;
  do {
    const query = { limit: 100, ...(cursor && { cursor }) };
    const { items } = await unwrap(api.GET('/api/users/playlists/{id}', { params: { path: { id: list }, query } }));
    const found = items.items.find((item) => item.video.id === video);
    if (found) return found.id;
    cursor = items.next_cursor ?? undefined;
  } while (cursor);
  return undefined;
}
