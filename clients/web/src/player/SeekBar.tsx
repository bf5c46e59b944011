import type { RefObject } from 'preact';
import { locale, t } from '../i18n';
import { formatSpoken } from '../lib/format';
import type { MediaState } from './useMedia';

interface Props {
  video: RefObject<HTMLVideoElement | null>;
  media: MediaState;
}

const percent = (part: number, whole: number): string => `${whole > 0 ? Math.min(100, (part / whole) * 100) : 0}%`;

/** Where we are, how much is buffered, and the way to anywhere else. */
export function SeekBar({ video, media }: Props) {
  const { time, duration, bufferedTo } = media;
  const spoken = t('player.position', { now: formatSpoken(time, locale.value), total: formatSpoken(duration, locale.value) });
  return (
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
  );
}
