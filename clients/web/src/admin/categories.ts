// The order of categories, and their names in addresses.
import type { Category } from '../api/types';

/** Between two categories that follow each other, so that a few more fit without moving all. */
const STEP = 10;

/** Where a new one goes: to the end. */
export const lastPosition = (categories: readonly Category[]): number => Math.max(0, ...categories.map(({ position }) => position)) + STEP;

/** The list with one of them in another place, and those of it whose position is another by that. */
export function reordered(categories: readonly Category[], from: number, to: number): { all: Category[]; changed: Category[] } {
  const moved = categories[from];
  if (!moved || to < 0 || to >= categories.length) return { all: [...categories], changed: [] };
  const all = categories
    .toSpliced(from, 1)
    .toSpliced(to, 0, moved)
    .map((category, at) => ({ ...category, position: (at + 1) * STEP }));
  const before = new Map(categories.map(({ slug, position }) => [slug, position]));
  return { all, changed: all.filter(({ slug, position }) => before.get(slug) !== position) };
}

/** A name as addresses have it: small letters, digits and hyphens, 40 at most. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-|-$/g, '');

export const isSlug = (text: string): boolean => text.length <= 40 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
