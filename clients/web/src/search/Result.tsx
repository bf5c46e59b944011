// One thing that was found, with what explains why.
import type { Hit } from '../api/community';
import { Avatar } from '../components/Avatar';
import { Icon } from '../components/Icon';
import { Marked } from '../components/Marked';
import { Tags } from '../components/Tags';
import { VideoLine } from '../components/VideoLine';
import { locale, t, tn } from '../i18n';
import { formatCount } from '../lib/format';

const at = (hit: Hit, field: string): Hit['highlights'] => hit.highlights.filter((place) => place.field === field);

/** One of the three is in it. */
export function Result({ hit }: { hit: Hit }) {
  if (hit.video) return <FoundVideo hit={hit} video={hit.video} />;
  if (hit.playlist) return <FoundPlaylist hit={hit} list={hit.playlist} />;
  return hit.user ? <FoundPerson hit={hit} user={hit.user} /> : null;
}

function Excerpt({ hit }: { hit: Hit }) {
  if (!hit.excerpt) return null;
  return (
    <p class="line__excerpt">
      <Marked text={hit.excerpt} places={at(hit, 'excerpt')} />
    </p>
  );
}

function FoundVideo({ hit, video }: { hit: Hit; video: NonNullable<Hit['video']> }) {
  return (
    <VideoLine
      video={video}
      title={<Marked text={video.title} places={at(hit, 'title')} />}
      author={<Marked text={video.author.display_name} places={at(hit, 'author')} />}
    >
      <Excerpt hit={hit} />
      <Tags tags={hit.tags} label={t('search.withTag')} />
    </VideoLine>
  );
}

function FoundPerson({ hit, user }: { hit: Hit; user: NonNullable<Hit['user']> }) {
  return (
    <article class="person">
      <Avatar of={user} />
      <div>
        <h3 class="line__title">
          <a href={`/@${user.handle}`}>
            <Marked text={user.display_name} places={at(hit, 'title')} />
          </a>
        </h3>
        <p class="facts">@{user.handle}</p>
        <Excerpt hit={hit} />
      </div>
    </article>
  );
}

function FoundPlaylist({ hit, list }: { hit: Hit; list: NonNullable<Hit['playlist']> }) {
  return (
    <article class="line">
      <a class="line__poster" href={`/playlists/${list.id}`} tabIndex={-1} aria-hidden="true">
        <span class="poster poster--stack">
          {list.poster_url ? <img src={list.poster_url} alt="" loading="lazy" decoding="async" /> : <Icon name="list" />}
        </span>
      </a>
      <div class="line__text">
        <h3 class="line__title">
          <a href={`/playlists/${list.id}`}>
            <Marked text={list.title} places={at(hit, 'title')} />
          </a>
        </h3>
        <p class="facts">
          <a class="quiet" href={`/@${list.owner.handle}`}>
            <Marked text={list.owner.display_name} places={at(hit, 'author')} />
          </a>
          <span>{tn('playlists.count', list.items_count, formatCount(list.items_count, locale.value))}</span>
        </p>
        <Excerpt hit={hit} />
      </div>
    </article>
  );
}
