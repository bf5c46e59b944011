// What was found, with what narrows it down.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { Facet, Facets, Hit, SearchPage } from '../api/community';
import { Avatar } from '../components/Avatar';
import { Empty } from '../components/Empty';
import { Marked } from '../components/Marked';
import { PageFoot } from '../components/PageFoot';
import { useLoad } from '../components/useLoad';
import { usePages } from '../components/usePages';
import { useTitle } from '../components/useTitle';
import { VideoLine } from '../components/VideoLine';
import { locale, t } from '../i18n';
import { formatCount } from '../lib/format';
import { location$ } from '../router';
import { Choose } from '../search/Choose';
import { LENGTHS, PERIODS, readWanted, toFilters, withParam } from '../search/wanted';

type Kind = 'video' | 'user';
type Order = 'relevance' | 'newest' | 'views' | 'likes';
const ORDERS = ['newest', 'views', 'likes'] as const;

export function Search() {
  const url = location$.value;
  const q = url.searchParams.get('q') ?? '';
  useTitle(q ? t('search.titleOf', { q }) : t('search.title'));
  const kind: Kind = url.searchParams.get('type') === 'user' ? 'user' : 'video';
  return (
    <>
      <h1>{q ? t('search.titleOf', { q }) : t('search.title')}</h1>
      <nav class="tabs" aria-label={t('search.what')}>
        {(['video', 'user'] as const).map((each) => (
          <a
            key={each}
            href={withParam(new URL(`/search?q=${encodeURIComponent(q)}`, url), 'type', each === 'user' ? each : '')}
            aria-current={each === kind ? 'page' : undefined}
          >
            {t(each === 'user' ? 'search.people' : 'search.videos')}
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
    const filters = kind === 'video' ? { ...toFilters(wanted, now), sort } : {};
    const captions = url.searchParams.get('captions') === 'yes' ? { has_captions: true } : {};
    const facets = kind === 'video' && !cursor ? { facets: 'category,tag,language,duration' } : {};
    const query = { q, type: kind, ...filters, ...captions, ...facets, ...(cursor && { cursor }) };
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
            <li key={hit.video?.id ?? hit.user?.id}>{hit.video ? <FoundVideo hit={hit} video={hit.video} /> : <FoundPerson hit={hit} />}</li>
          ))}
        </ul>
        <PageFoot pages={pages} />
      </div>
    </div>
  );
}

const at = (hit: Hit, field: string): Hit['highlights'] => hit.highlights.filter((place) => place.field === field);

function FoundVideo({ hit, video }: { hit: Hit; video: NonNullable<Hit['video']> }) {
  return (
    <VideoLine
      video={video}
      title={<Marked text={video.title} places={at(hit, 'title')} />}
      author={<Marked text={video.author.display_name} places={at(hit, 'author')} />}
    >
      {hit.excerpt && (
        <p class="line__excerpt">
          <Marked text={hit.excerpt} places={at(hit, 'excerpt')} />
        </p>
      )}
      {hit.tags.length > 0 && (
        <ul class="tags" aria-label={t('search.withTag')}>
          {hit.tags.map((tag) => (
            <li key={tag}>
              <a class="tag" href={`/search?tag=${encodeURIComponent(tag)}`}>
                #{tag}
              </a>
            </li>
          ))}
        </ul>
      )}
    </VideoLine>
  );
}

function FoundPerson({ hit }: { hit: Hit }) {
  const { user } = hit;
  if (!user) return null;
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
        {hit.excerpt && (
          <p class="line__excerpt">
            <Marked text={hit.excerpt} places={at(hit, 'excerpt')} />
          </p>
        )}
      </div>
    </article>
  );
}

function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([locale.value], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
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
      <Choose name="language" label={t('filter.language')} options={[['', t('filter.any')], ...values(facets?.language, language, languageName)]} />
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
