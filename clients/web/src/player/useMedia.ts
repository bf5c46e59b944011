// The state of a media element as a value that renders, and the volume remembered.
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { recall, remember } from '../lib/storage';

export interface MediaState {
  paused: boolean;
  waiting: boolean;
  time: number;
  duration: number;
  /** End of the buffered stretch that holds the current time. */
  bufferedTo: number;
  volume: number;
  muted: boolean;
  rate: number;
  /** Text tracks to choose from, by language or label. */
  captions: boolean;
}

const EVENTS = [
  'play',
  'pause',
  'playing',
  'waiting',
  'timeupdate',
  'seeking',
  'seeked',
  'durationchange',
  'progress',
  'volumechange',
  'ratechange',
  'emptied',
  'loadedmetadata',
] as const;

const VOLUME_KEY = 'claqueta.volume';

function read(video: HTMLVideoElement, waiting: boolean): MediaState {
  return {
    paused: video.paused,
    waiting,
    time: video.currentTime,
    duration: Number.isFinite(video.duration) ? video.duration : 0,
    bufferedTo: bufferedTo(video),
    volume: video.volume,
    muted: video.muted,
    rate: video.playbackRate,
    captions: [...video.textTracks].some((track) => track.kind === 'subtitles' || track.kind === 'captions'),
  };
}

function bufferedTo(video: HTMLVideoElement): number {
  const { buffered, currentTime } = video;
  for (let index = 0; index < buffered.length; index += 1) {
    if (buffered.start(index) <= currentTime + 0.1 && currentTime <= buffered.end(index)) return buffered.end(index);
  }
  return currentTime;
}

export function useMedia(ref: RefObject<HTMLVideoElement | null>): MediaState | null {
  const [state, setState] = useState<MediaState | null>(null);
  useEffect(() => {
    const video = ref.current;
    if (!video) return;
    const stored = Number.parseFloat(recall(VOLUME_KEY) ?? '1');
    video.volume = stored >= 0 && stored <= 1 ? stored : 1;
    let waiting = false;
    const onEvent = (event?: Event): void => {
      if (event?.type === 'waiting') waiting = true;
      if (event?.type === 'playing' || event?.type === 'seeked' || event?.type === 'pause') waiting = false;
      if (event?.type === 'volumechange') remember(VOLUME_KEY, String(video.volume));
      setState(read(video, waiting));
    };
    onEvent();
    for (const name of EVENTS) video.addEventListener(name, onEvent);
    return () => {
      for (const name of EVENTS) video.removeEventListener(name, onEvent);
    };
  }, []);
  return state;
}
