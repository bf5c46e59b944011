// What lies under the pointer on the seek bar: the time, and the picture if there is one.
import { useEffect, useState } from 'preact/hooks';
import { formatClock } from '../lib/format';
import { parseStoryboard, tileAt, type Tile } from './storyboard';

interface Props {
  /** Between 0 and 1 of the bar. */
  share: number;
  seconds: number;
  tiles: readonly Tile[];
  chapter: string | undefined;
}

/** Loads the storyboard when it is first wanted. Without one, only times are shown. */
export function useStoryboard(url: string | null | undefined, wanted: boolean): readonly Tile[] {
  const [tiles, setTiles] = useState<readonly Tile[]>([]);
  useEffect(() => {
    if (!url || !wanted) return;
    const life = new AbortController();
    fetch(url, { signal: life.signal })
      .then((response) => (response.ok ? response.text() : ''))
      .then((vtt) => setTiles(parseStoryboard(vtt, new URL(url, location.href).href)))
      .catch(() => undefined);
    return () => life.abort();
  }, [url, wanted]);
  return tiles;
}

export function SeekPreview({ share, seconds, tiles, chapter }: Props) {
  const tile = tileAt(tiles, seconds);
  return (
    <div class="seek-preview" aria-hidden="true" style={{ '--at': `${share * 100}%` }}>
      {tile && (
        <div
          class="seek-preview__picture"
          style={{
            width: `${tile.width}px`,
            height: `${tile.height}px`,
            backgroundImage: `url("${tile.image}")`,
            backgroundPosition: `-${tile.x}px -${tile.y}px`,
          }}
        />
      )}
      {chapter && <span class="seek-preview__chapter">{chapter}</span>}
      <span>{formatClock(seconds)}</span>
    </div>
  );
}
