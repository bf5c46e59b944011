// The player: the picture, the controls over it, the keys.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Playback } from '../api/types';
import { Icon } from '../components/Icon';
import { t } from '../i18n';
import { toggleCaptions } from './CaptionsMenu';
import { Controls } from './Controls';
import { handleKey, type PlayerActions } from './keyboard';
import type { Remote } from './remote';
import { useEngine } from './useEngine';
import { useIdle } from './useIdle';
import { useMedia } from './useMedia';

interface Props {
  playback: Playback;
  title: string;
  length: number | null;
  /** Seconds. */
  startAt: number;
  remote: Remote;
  onLost: () => Promise<void>;
  /** Lies over the picture. */
  children?: ComponentChildren;
}

interface IosVideo extends HTMLVideoElement {
  webkitEnterFullscreen?: () => void;
}

function makeActions(video: HTMLVideoElement, stage: HTMLElement): PlayerActions {
  const seekTo = (seconds: number): void => {
    if (Number.isFinite(video.duration)) video.currentTime = Math.min(video.duration, Math.max(0, seconds));
  };
  return {
    togglePlay: () => void (video.paused ? video.play().catch(() => undefined) : video.pause()),
    toggleMute: () => {
      video.muted = !video.muted;
    },
    toggleCaptions: () => toggleCaptions(video),
    toggleFullscreen: () => {
      if (document.fullscreenElement) void document.exitFullscreen();
      else if (stage.requestFullscreen) void stage.requestFullscreen().catch(() => undefined);
      else (video as IosVideo).webkitEnterFullscreen?.();
    },
    seekBy: (seconds) => seekTo(video.currentTime + seconds),
    seekToShare: (share) => seekTo(video.duration * share),
    changeVolume: (by) => {
      video.volume = Math.min(1, Math.max(0, video.volume + by));
      video.muted = false;
    },
  };
}

export function Player({ playback, title, length, startAt, remote, onLost, children }: Props) {
  const stage = useRef<HTMLElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  // A tap while the controls are hidden brings them back and does no more.
  const onlyWakes = useRef(false);
  const [actions, setActions] = useState<PlayerActions | null>(null);
  const media = useMedia(video);
  const { engine, failure, retry } = useEngine(video, playback, startAt, onLost);
  // Without a picture to look at, there is no reason to hide the controls.
  const idle = useIdle(stage, media?.paused === false && playback.kind !== 'audio');

  // Before anybody can press a button.
  useLayoutEffect(() => {
    if (!video.current || !stage.current) return;
    setActions(makeActions(video.current, stage.current));
    return remote.attach(video.current);
  }, []);

  const start = (): void => {
    // The button goes away; the focus must not go with it, or the keys would do nothing.
    stage.current?.focus();
    actions?.togglePlay();
  };

  // A place to go on at is no start yet.
  const started = useRef(false);
  if (media?.paused === false) started.current = true;
  return (
    <section
      ref={stage}
      class="stage player"
      data-idle={idle}
      data-kind={playback.kind}
      aria-label={t('player.region', { title })}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (actions && handleKey(event, actions)) event.preventDefault();
      }}
    >
      <video
        ref={video}
        playsInline
        preload="metadata"
        {...(playback.poster_url && { poster: playback.poster_url })}
        onPointerDown={(event) => {
          onlyWakes.current = idle && event.pointerType === 'touch';
        }}
        onClick={() => {
          if (!onlyWakes.current) actions?.togglePlay();
        }}
        onDblClick={() => actions?.toggleFullscreen()}
      />
      {children}
      {media?.waiting && !media.paused && <span class="player__spinner" aria-hidden="true" />}
      {!started.current && !failure && (
        <button type="button" class="player__start" aria-label={t('player.play')} onClick={start}>
          <Icon name="play" />
        </button>
      )}
      {failure && (
        <div class="player__failure" role="alert">
          <p>{t(failure === 'lost' ? 'player.error' : 'player.unsupported')}</p>
          {failure === 'lost' && (
            <button type="button" class="button button--primary" onClick={retry}>
              {t('action.retry')}
            </button>
          )}
        </div>
      )}
      {media && actions && (
        <Controls
          video={video}
          media={media}
          actions={actions}
          engine={engine}
          length={playback.growing ? length : null}
          storyboard={playback.storyboard_url}
          chapters={remote.chapters.value}
        />
      )}
    </section>
  );
}
