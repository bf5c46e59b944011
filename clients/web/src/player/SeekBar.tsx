import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { locale, t } from '../i18n';
import { formatSpoken } from '../lib/format';
import { chapterAt, type Chapter } from './chapters';
import { SeekPreview, useStoryboard } from './SeekPreview';
import type { MediaState } from './useMedia';

interface Props {
  video: RefObject<HTMLVideoElement | null>;
  media: MediaState;
  storyboard: string | null | undefined;
  chapters: readonly Chapter[];
}

const percent = (part: number, whole: number): string => `${whole > 0 ? Math.min(100, (part / whole) * 100) : 0}%`;

/** The share of the bar that the pointer is over. */
function shareUnder(event: PointerEvent, bar: HTMLElement): number {
  const { left, width } = bar.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - left) / width));
}

/** Where we are, how much is buffered, and the way to anywhere else. */
export function SeekBar({ video, media, storyboard, chapters }: Props) {
  const { time, duration, bufferedTo } = media;
  const [hovered, setHovered] = useState<number | null>(null);
  const tiles = useStoryboard(storyboard, hovered !== null);
  const spoken = t('player.position', { now: formatSpoken(time, locale.value), total: formatSpoken(duration, locale.value) });
  return (
    <div
      class="seek-area"
      onPointerMove={(event) => setHovered(event.pointerType === 'mouse' ? shareUnder(event, event.currentTarget) : null)}
      onPointerLeave={() => setHovered(null)}
    >
      {hovered !== null && duration > 0 && (
        <SeekPreview
          share={hovered}
          seconds={hovered * duration}
          tiles={tiles}
          chapter={chapters[chapterAt(chapters, hovered * duration)]?.title}
        />
      )}
      <input
        type="range"
        class="range seek"
        aria-label={t('player.seek')}
        aria-valuetext={spoken}
        min={0}
        max={duration || 1}
        step="any"
        value={time}
        disabled={duration === 0}
        style={{ '--filled': percent(time, duration), '--buffered': percent(bufferedTo, duration) }}
        onInput={(event) => {
          if (video.current) video.current.currentTime = event.currentTarget.valueAsNumber;
        }}
      />
      {duration > 0 &&
        chapters
          .filter(({ start }) => start > 0 && start < duration)
          .map(({ start }) => <span key={start} class="seek__mark" aria-hidden="true" style={{ '--at': percent(start, duration) }} />)}
    </div>
  );
}
