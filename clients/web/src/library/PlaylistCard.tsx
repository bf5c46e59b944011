// One playlist in a grid.
import type { Playlist } from '../api/community';
import { Icon } from '../components/Icon';
import { locale, t, tn } from '../i18n';
import { formatCount } from '../lib/format';
import { titleOf } from './playlists';

export function PlaylistCard({ list }: { list: Playlist }) {
  return (
    <article class="card">
      <a class="card__link" href={`/playlists/${list.id}`}>
        <span class="poster poster--stack">
          {list.poster_url ? <img src={list.poster_url} alt="" loading="lazy" decoding="async" /> : <Icon name="list" />}
        </span>
        <h2 class="card__title">{titleOf(list)}</h2>
      </a>
      <p class="facts">
        <span>{tn('playlists.count', list.items_count, formatCount(list.items_count, locale.value))}</span>
        <span>{t(`visibility.${list.visibility}`)}</span>
      </p>
    </article>
  );
}
