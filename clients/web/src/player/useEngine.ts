// Ties an engine to a video element: starts it, replaces it when the address changes, asks it for new qualities.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Playback } from '../api/types';
import { startEngine, type Engine, type Failure } from './engine';

interface Tied {
  engine: Engine | null;
  failure: Failure | null;
  /** Starts once more, with fresh addresses, where it stopped. */
  retry: () => void;
}

export function useEngine(ref: RefObject<HTMLVideoElement | null>, playback: Playback, startAt: number, onLost: () => Promise<void>): Tied {
  const [engine, setEngine] = useState<Engine | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [attempt, setAttempt] = useState(0);
  const renewals = useRef(0);
  // Letting go of a source pauses the element.
  const playing = useRef(false);
  const url = playback.hls_url;

  useEffect(() => {
    const video = ref.current;
    if (!video || !url) return;
    let current: Engine | null = null;
    let gone = false;
    const onFailure = (kind: Failure): void => {
      // The first loss is most often an address that ran out: fetch a new one in silence.
      if (kind === 'lost' && renewals.current === 0) {
        renewals.current += 1;
        void onLost().then(
          () => setAttempt((count) => count + 1),
          () => setFailure(kind),
        );
      } else setFailure(kind);
    };
    const source = { url, growing: playback.growing, at: video.currentTime || startAt, playing: playing.current };
    void startEngine(video, source, onFailure).then((started) => {
      if (gone) return started.destroy();
      current = started;
      setEngine(started);
    });
    return () => {
      gone = true;
      playing.current = !video.paused;
      current?.destroy();
      setEngine(null);
    };
  }, [url, attempt]);

  // A new answer about a growing video, and the last one when it stops growing, may mean new qualities.
  useEffect(() => {
    engine?.refresh().catch(() => undefined);
  }, [playback]);

  const retry = (): void => {
    renewals.current = 0;
    setFailure(null);
    void onLost().then(
      () => setAttempt((count) => count + 1),
      () => setFailure('lost'),
    );
  };
  return { engine, failure, retry };
}
