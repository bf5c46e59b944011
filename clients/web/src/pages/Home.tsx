// Everybody's public videos, the newest first unless one wants them otherwise, and what I began to watch.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { VideoSort } from '../api/community';
import { user } from '../api/session';
import { CardGrid } from '../components/CardGrid';
import { Empty } from '../components/Empty';
import { useLoad } from '../components/useLoad';
import { usePages } from '../components/usePages';
import { useTitle } from '../components/useTitle';
import { VideoCard } from '../components/VideoCard';
import { t } from '../i18n';
import { ContinueRow } from '../library/ContinueRow';
import { location$ } from '../router';
import { Choose } from '../search/Choose';
import { LENGTHS, PERIODS, readWanted, toFilters, withParam } from '../search/wanted';

const PAGE_SIZE = 24;
const SORTS = ['trending', 'views', 'likes', 'duration', 'oldest'] as const satisfies readonly VideoSort[];

export function Home() {
  useTitle(undefined);
  const { search } = location$.value;
  return (
    <>
      {user.value && search === '' && <ContinueRow key={user.value.id} />}
      <h1>{t(search ? 'home.all' : 'home.title')}</h1>
      <Filters />
      <Videos key={search} filtered={search !== ''} />
    </>
  );
}

function Filters() {
  const url = location$.value;
  const { data } = useLoad((signal) => unwrap(api.GET('/api/categories', { signal })));
  const chosen = url.searchParams.get('category') ?? '';
  return (
    <div class="home-filters" role="group" aria-label={t('search.filters')}>
      {data && data.items.length > 0 && (
        <ul class="chips" aria-label={t('filter.category')}>
          {[{ slug: '', name: t('filter.anyCategory') }, ...data.items].map(({ slug, name }) => (
            <li key={slug}>
              <a class="chip" href={withParam(url, 'category', slug)} aria-current={slug === chosen ? 'true' : undefined}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      )}
      <div class="home-filters__row">
        <Choose name="sort" label={t('filter.sort')} options={[['', t('sort.newest')], ...SORTS.map((each) => [each, t(`sort.${each}`)] as const)]} />
        <Choose
          name="duration"
          label={t('filter.duration')}
          options={[['', t('filter.anyLength')], ...LENGTHS.map((each) => [each, t(`filter.duration.${each}`)] as const)]}
        />
        <Choose
          name="published"
          label={t('filter.published')}
          options={[['', t('filter.anyTime')], ...PERIODS.map((each) => [each, t(`filter.published.${each}`)] as const)]}
        />
      </div>
    </div>
  );
}

function Videos({ filtered }: { filtered: boolean }) {
  const { searchParams } = location$.value;
  const [filters] = useState(() => toFilters(readWanted(searchParams), Date.now()));
  const sort = SORTS.find((each) => each === searchParams.get('sort'));
  const pages = usePages((cursor, signal) => {
    const query = { limit: PAGE_SIZE, ...filters, ...(sort && { sort }), ...(cursor && { cursor }) };
    return unwrap(api.GET('/api/videos', { params: { query }, signal }));
  });
  return (
    <>
      {pages.empty && filtered && (
        <Empty icon="film" title={t('home.noMatch')} text={t('home.noMatchHint')}>
          <a class="button" href="/">
            {t('search.reset')}
          </a>
        </Empty>
      )}
      {pages.empty && !filtered && (
        <Empty icon="film" title={t('home.empty')} text={t('home.emptyHint')}>
          <a class="button button--primary" href="/upload">
            {t('nav.upload')}
          </a>
        </Empty>
      )}
      <CardGrid pages={pages} id={({ id }) => id}>
        {(video) => <VideoCard video={video} />}
      </CardGrid>
    </>
  );
}
