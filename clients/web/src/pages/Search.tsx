// What was found, with what narrows it down.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { Facet, Facets, SearchPage } from '../api/community';
import { Empty } from '../components/Empty';
import { PageFoot } from '../components/PageFoot';
import { useLoad } from '../components/useLoad';
import { usePages } from '../components/usePages';
import { useTitle } from '../components/useTitle';
import { locale, t } from '../i18n';
import { formatCount } from '../lib/format';
import { languageName } from '../lib/languages';
import { location$ } from '../router';
import { Choose } from '../search/Choose';
import { Result } from '../search/Result';
import { LENGTHS, PERIODS, readWanted, toFilters, withParam } from '../search/wanted';

const KINDS = ['video', 'user', 'playlist'] as const;
type Kind = (typeof KINDS)[number];
const TABS = { video: 'search.videos', user: 'search.people', playlist: 'search.playlists' } as const;
type Order = 'relevance' | 'newest' | 'views' | 'likes';
const ORDERS = ['newest', 'views', 'likes'] as const;

export function Search() {
  const url = location$.value;
  const q = url.searchParams.get('q') ?? '';
  useTitle(q ? t('search.titleOf', { q }) : t('search.title'));
  const kind: Kind = KINDS.find((each) => each === url.searchParams.get('type')) ?? 'video';
  return (
    <>
      <h1>{q ? t('search.titleOf', { q }) : t('search.title')}</h1>
      <nav class="tabs" aria-label={t('search.what')}>
        {KINDS.map((each) => (
          <a
            key={each}
            href={withParam(new URL(`/search?q=${encodeURIComponent(q)}`, url), 'type', each === 'video' ? '' : each)}
            aria-current={each === kind ? 'page' : undefined}
          >
            {t(TABS[each])}
          </a>
        ))}
      </nav>
      <Found key={url.search} kind={kind} q={q} />
    </>
  );
}

function Found({ kind, q }: { kind: Kind; q: string }) {
  const url = location$.value;
  const [first, setFirst] = useState<SearchPage | null>(null);
  const [now] = useState(Date.now);
  const wanted = readWanted(url.searchParams);
  const sort = ORDERS.find((each) => each === url.searchParams.get('sort')) ?? ('relevance' satisfies Order);
  const pages = usePages(async (cursor, signal) => {
    const captions = url.searchParams.get('captions') === 'yes' ? { has_captions: true } : {};
    const facets = cursor ? {} : { facets: 'category,tag,language,duration' };
    const ofVideos = kind === 'video' ? { ...toFilters(wanted, now), sort, ...captions, ...facets } : {};
    const query = { q, type: kind, ...ofVideos, ...(cursor && { cursor }) };
    const page = await unwrap(api.GET('/api/search', { params: { query }, signal }));
    if (!cursor) setFirst(page);
    return page;
  });
  return (
    <div class={kind === 'video' ? 'search' : undefined}>
      {kind === 'video' && <Narrow facets={first?.facets ?? null} />}
      <div class="search__found">
        {first?.did_you_mean && (
          <p class="notice">
            {t('search.meant')} <a href={withParam(url, 'q', first.did_you_mean)}>{first.did_you_mean}</a>?
          </p>
        )}
        {pages.empty && <Empty icon="search" title={t('search.none')} text={t('search.noneHint')} />}
        <ul class="lines lines--wide">
          {pages.items.map((hit) => (
            <li key={hit.video?.id ?? hit.user?.id ?? hit.playlist?.id}>
              <Result hit={hit} />
            </li>
          ))}
        </ul>
        <PageFoot pages={pages} />
      </div>
    </div>
  );
}

/** The facets of the answer with their numbers; one that is chosen stays, whatever it counts. */
function Narrow({ facets }: { facets: Facets | null }) {
  const url = location$.value;
  const { category, tag, language, duration } = readWanted(url.searchParams);
  const values = (found: readonly Facet[] | undefined, chosen: string, name: (value: string) => string): [string, string][] => {
    const known = (found ?? []).map(({ value, count }): [string, string] => [value, `${name(value)} (${formatCount(count, locale.value)})`]);
    return chosen && !known.some(([value]) => value === chosen) ? [...known, [chosen, name(chosen)]] : known;
  };
  const { data: categories } = useLoad((signal) => unwrap(api.GET('/api/categories', { signal })));
  const categoryName = (value: string): string => categories?.items.find(({ slug }) => slug === value)?.name ?? value;
  const lengthName = (value: string): string => {
    const known = LENGTHS.find((each) => each === value);
    return known ? t(`filter.duration.${known}`) : value;
  };
  return (
    <section class="narrow" aria-label={t('search.filters')}>
      <Choose
        name="sort"
        label={t('filter.sort')}
        options={[['', t('search.sort.relevance')], ...ORDERS.map((each) => [each, t(`sort.${each}`)] as const)]}
      />
      <Choose
        name="category"
        label={t('filter.category')}
        options={[['', t('filter.anyCategory')], ...values(facets?.category, category, categoryName)]}
      />
      <Choose
        name="duration"
        label={t('filter.duration')}
        options={[['', t('filter.anyLength')], ...values(facets?.duration, duration, lengthName)]}
      />
      <Choose
        name="published"
        label={t('filter.published')}
        options={[['', t('filter.anyTime')], ...PERIODS.map((each) => [each, t(`filter.published.${each}`)] as const)]}
      />
      <Choose
        name="language"
        label={t('filter.language')}
        options={[['', t('filter.any')], ...values(facets?.language, language, (tag) => languageName(tag, locale.value))]}
      />
      <Choose name="tag" label={t('filter.tag')} options={[['', t('filter.any')], ...values(facets?.tag, tag, (value) => `#${value}`)]} />
      <Choose
        name="captions"
        label={t('player.captions')}
        options={[
          ['', t('filter.any')],
          ['yes', t('search.withCaptions')],
        ]}
      />
    </section>
  );
}
