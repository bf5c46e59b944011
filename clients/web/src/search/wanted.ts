// What is looked for, as the address says it and as the API wants it.
import type { Filters } from '../api/community';

export const LENGTHS = ['0-240', '240-1200', '1200-3600', '3600-'] as const;
export const PERIODS = ['day', 'week', 'month', 'year'] as const;
export type Length = (typeof LENGTHS)[number];
export type Period = (typeof PERIODS)[number];

const DAYS: Readonly<Record<Period, number>> = { day: 1, week: 7, month: 31, year: 366 };

export interface Wanted {
  category: string;
  tag: string;
  language: string;
  duration: Length | '';
  published: Period | '';
}

const oneOf = <T extends string>(all: readonly T[], value: string | null): T | '' => all.find((each) => each === value) ?? '';

/** The filters that an address names; what it names wrongly is no filter. */
export function readWanted(params: URLSearchParams): Wanted {
  return {
    category: params.get('category') ?? '',
    tag: params.get('tag') ?? '',
    language: params.get('language') ?? '',
    duration: oneOf(LENGTHS, params.get('duration')),
    published: oneOf(PERIODS, params.get('published')),
  };
}

/** Seconds of a range such as `240-1200`; the last one has no end. */
function lengths(range: Length | ''): Pick<Filters, 'duration_min' | 'duration_max'> {
  if (!range) return {};
  const [from = '', to = ''] = range.split('-');
  return { duration_min: Number(from), ...(to && { duration_max: Number(to) }) };
}

/** The day of the past is cut to a minute, so that everybody asks the same and caches can answer. */
function since(period: Period | '', now: number): Pick<Filters, 'published_after'> {
  if (!period) return {};
  const minute = Math.floor(now / 60_000) * 60_000;
  return { published_after: new Date(minute - DAYS[period] * 86_400_000).toISOString() };
}

export function toFilters(wanted: Wanted, now: number): Filters {
  const { category, tag, language, duration, published } = wanted;
  return {
    ...(category && { category }),
    ...(tag && { tag }),
    ...(language && { language }),
    ...lengths(duration),
    ...since(published, now),
  };
}

/** The address with one value in it changed; an empty value takes it out. */
export function withParam(url: URL, name: string, value: string): string {
  const params = new URLSearchParams(url.searchParams);
  if (value) params.set(name, value);
  else params.delete(name);
  const query = params.toString();
  return url.pathname + (query && `?${query}`);
}
