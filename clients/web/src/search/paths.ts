import type { Suggestion } from '../api/community';

/** Where a suggestion leads: to the thing itself where it is one, else to a search. */
export function pathOf({ type, text, target }: Suggestion): string {
  if (type === 'title' && target) return `/watch/${encodeURIComponent(target)}`;
  if (type === 'author' && target) return `/@${encodeURIComponent(target)}`;
  if (type === 'tag') return `/search?tag=${encodeURIComponent(text)}`;
  return `/search?q=${encodeURIComponent(text)}`;
}
