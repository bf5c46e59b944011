// Beside a video that is played as part of a playlist: the others, and on to the next at its end.
import { useEffect } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { PlaylistItem } from '../api/community';
import { useLoad } from '../components/useLoad';
import { formatClock } from '../lib/format';
import type { Remote } from '../player/remote';
import { navigate } from '../router';
import { titleOf } from './playlists';

interface Props {
  list: string;
  video: string;
  remote: Remote;
}

export const inList = (item: PlaylistItem, list: string): string => `/watch/${item.video.id}?list=${list}`;

export function PlaylistRail({ list, video, remote }: Props) {
  const { data } = useLoad((signal) =>
    unwrap(api.GET('/api/users/playlists/{id}', { params: { path: { id: list }, query: { limit: 100 } }, signal })),
  );
  const items = data?.items.items ?? [];
  const at = items.findIndex((item) => item.video.id === video);
  const next = at >= 0 ? items[at + 1] : undefined;
  const element = remote.video.value;
  useEffect(() => {
    if (!element || !next) return;
    const onEnded = (): void => navigate(inList(next, list));
    element.addEventListener('ended', onEnded);
    return () => element.removeEventListener('ended', onEnded);
  }, [element, next?.id]);
  if (!data) return null;
  return (
    <section class="panel aside-panel" aria-labelledby="rail-title">
      <h2 id="rail-title">
        <a href={`/playlists/${list}`}>{titleOf(data)}</a>
      </h2>
      <ol class="chapters">
        {items.map((item) => (
          <li key={item.id}>
            <a href={inList(item, list)} aria-current={item.video.id === video ? 'true' : undefined}>
              <span class="chapters__time">{formatClock(item.video.duration_seconds ?? 0)}</span>
              <span>{item.video.title}</span>
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
}
