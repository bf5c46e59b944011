// The row of controls. Native buttons, ranges and selects, so that every device and screen reader knows them.
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon, type IconName } from '../components/Icon';
import { t } from '../i18n';
import { formatClock } from '../lib/format';
import { CaptionsMenu } from './CaptionsMenu';
import { chapterAt, type Chapter } from './chapters';
import type { Engine } from './engine';
import type { PlayerActions } from './keyboard';
import { QualityMenu } from './QualityMenu';
import { SeekBar } from './SeekBar';
import type { MediaState } from './useMedia';

interface Props {
  video: RefObject<HTMLVideoElement | null>;
  media: MediaState;
  actions: PlayerActions;
  engine: Engine | null;
  /** Seconds of the whole, where the list does not hold it yet. */
  length: number | null;
  storyboard: string | null | undefined;
  chapters: readonly Chapter[];
}

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];

function ControlButton({ icon, label, pressed, onClick }: { icon: IconName; label: string; pressed?: boolean; onClick: () => void }) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} aria-pressed={pressed} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

function useFullscreen(): boolean {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const onChange = (): void => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', onChange);
    return () => document.removeEventListener('fullscreenchange', onChange);
  }, []);
  return full;
}

function Volume({ video, media, actions }: Pick<Props, 'video' | 'media' | 'actions'>) {
  const silent = media.muted || media.volume === 0;
  return (
    <div class="volume">
      <ControlButton
        icon={silent ? 'muted' : 'volume'}
        label={t(media.muted ? 'player.unmute' : 'player.mute')}
        onClick={actions.toggleMute}
      />
      <input
        type="range"
        class="range volume__range"
        data-own="keys"
        aria-label={t('player.volume')}
        min={0}
        max={1}
        step={0.05}
        value={media.muted ? 0 : media.volume}
        style={{ '--filled': `${(media.muted ? 0 : media.volume) * 100}%` }}
        onInput={(event) => {
          if (!video.current) return;
          video.current.volume = event.currentTarget.valueAsNumber;
          video.current.muted = false;
        }}
      />
    </div>
  );
}

export function Controls({ video, media, actions, engine, length, storyboard, chapters }: Props) {
  const full = useFullscreen();
  const chapter = chapters[chapterAt(chapters, media.time)];
  return (
    <div class="controls">
      <SeekBar video={video} media={media} storyboard={storyboard} chapters={chapters} />
      <div class="controls__row">
        <ControlButton
          icon={media.paused ? 'play' : 'pause'}
          label={t(media.paused ? 'player.play' : 'player.pause')}
          onClick={actions.togglePlay}
        />
        <Volume video={video} media={media} actions={actions} />
        <span class="controls__time">
          {formatClock(media.time)} / {formatClock(length ?? media.duration)}
        </span>
        <span class="controls__space">{chapter?.title}</span>
        {media.captions && <CaptionsMenu video={video} />}
        <select
          class="select controls__select controls__speed"
          aria-label={t('player.speed')}
          value={String(media.rate)}
          onChange={(event) => {
            if (video.current) video.current.playbackRate = Number(event.currentTarget.value);
          }}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={String(speed)}>
              {speed}×
            </option>
          ))}
        </select>
        {engine && <QualityMenu engine={engine} />}
        <ControlButton
          icon={full ? 'leave' : 'enter'}
          label={t(full ? 'player.exitFullscreen' : 'player.fullscreen')}
          onClick={actions.toggleFullscreen}
        />
      </div>
    </div>
  );
}
