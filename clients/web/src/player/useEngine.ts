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
  // What the element did when the last engine let go of it, which pauses it and takes it to its beginning.
  const left = useRef<{ at: number; playing: boolean } | null>(null);
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
    const { at, playing } = left.current ?? { at: startAt, playing: false };
    const source = { url, growing: playback.growing, at, playing };
    void startEngine(video, source, onFailure).then((started) => {
      if (gone) return started.destroy();
      current = started;
      setEngine(started);
    });
    return () => {
      gone = true;
      if (current) left.current = { at: video.currentTime, playing: !video.paused };
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
