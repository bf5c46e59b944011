// A paged list of cards: videos, playlists.
import type { VNode } from 'preact';
import { PageFoot } from './PageFoot';
import type { Pages } from './usePages';

interface Props<T> {
  pages: Pages<T>;
  /** What tells one item from the others. */
  id: (item: T) => string;
  children: (item: T) => VNode;
}

export function CardGrid<T>({ pages, id, children: card }: Props<T>) {
  return (
    <>
      <ul class="grid">
        {pages.items.map((item) => (
          <li key={id(item)}>{card(item)}</li>
        ))}
      </ul>
      <PageFoot pages={pages} />
    </>
  );
}
