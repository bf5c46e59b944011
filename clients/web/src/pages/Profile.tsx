// Somebody as everybody sees him.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { user } from '../api/session';
import { Avatar } from '../components/Avatar';
import { CardGrid } from '../components/CardGrid';
import { Empty } from '../components/Empty';
import { Loading } from '../components/Loading';
import { useLoad } from '../components/useLoad';
import { usePages } from '../components/usePages';
import { useTitle } from '../components/useTitle';
import { VideoCard } from '../components/VideoCard';
import { locale, t, tn } from '../i18n';
import { formatCount, formatDate } from '../lib/format';
import { PlaylistCard } from '../library/PlaylistCard';
import { FollowButton } from '../watch/FollowButton';
import { NotFound } from './NotFound';

export function Profile({ handle }: { handle: string }) {
  const params = { path: { handle } };
  const found = useLoad((signal) => unwrap(api.GET('/api/users/{handle}', { params, signal })));
  const who = found.data;
  useTitle(who?.display_name);
  if (found.error?.status === 404 || found.error?.status === 422) return <NotFound />;
  if (!who) return <Loading of={found} />;
  return (
    <>
      <header class="profile">
        <Avatar of={who} size="large" />
        <div class="profile__text">
          <h1>{who.display_name}</h1>
          <p class="facts">
            <span>@{who.handle}</span>
            {who.followers != null && <span>{tn('profile.followers', who.followers, formatCount(who.followers, locale.value))}</span>}
            <span>{t('profile.since', { date: formatDate(who.created_at, locale.value) })}</span>
          </p>
          {who.bio && <p class="about__text">{who.bio}</p>}
          {who.website && (
            <p>
              <a href={who.website} rel="nofollow ugc noopener" target="_blank">
                {who.website}
              </a>
            </p>
          )}
        </div>
        <Following key={user.value?.id ?? ''} who={who} />
      </header>
      <Videos handle={who.handle} />
      <Lists handle={who.handle} />
    </>
  );
}

function Following({ who }: { who: { handle: string; display_name: string } }) {
  const signedIn = user.value != null && user.value.handle !== who.handle;
  const found = useLoad(async (signal) => {
    if (!signedIn) return { following: false };
    return unwrap(api.GET('/api/users/{handle}/follow', { params: { path: { handle: who.handle } }, signal }));
  });
  const [changed, setChanged] = useState<boolean | null>(null);
  return <FollowButton who={who} following={changed ?? found.data?.following ?? false} onChange={setChanged} />;
}

function Videos({ handle }: { handle: string }) {
  const pages = usePages((cursor, signal) =>
    unwrap(api.GET('/api/users/{handle}/videos', { params: { path: { handle }, query: { limit: 24, ...(cursor && { cursor }) } }, signal })),
  );
  return (
    <section class="shelf" aria-labelledby="videos-title">
      <h2 id="videos-title">{t('profile.videosOf')}</h2>
      {pages.empty && <Empty icon="film" title={t('profile.none')} text={t('profile.noneHint')} />}
      <CardGrid pages={pages} id={({ id }) => id}>
        {(video) => <VideoCard video={video} />}
      </CardGrid>
    </section>
  );
}

function Lists({ handle }: { handle: string }) {
  const pages = usePages((cursor, signal) =>
    unwrap(api.GET('/api/users/{handle}/playlists', { params: { path: { handle }, query: cursor ? { cursor } : {} }, signal })),
  );
  if (pages.items.length === 0) return null;
  return (
    <section class="shelf" aria-labelledby="lists-title">
      <h2 id="lists-title">{t('playlists.title')}</h2>
      <CardGrid pages={pages} id={({ id }) => id}>
        {(list) => <PlaylistCard list={list} />}
      </CardGrid>
    </section>
  );
}
