// Remembers how far a video was watched: now and then while it plays, and once more whenever the viewer turns away.

export interface Report {
  video_id: string;
  position_seconds: number;
  at: string;
}

export interface Outlet {
  send: (report: Report) => void;
  /** For the last moment of a page, in which requests are no longer finished. */
  beacon: (report: Report) => void;
}

type Media = Pick<HTMLVideoElement, 'currentTime' | 'paused' | 'duration' | 'addEventListener' | 'removeEventListener'>;

const EVERY_MS = 10_000;

/** Follows an element until the function that it gives is called. Says nothing before something was played. */
export function followProgress(id: string, video: Media, page: EventTarget, outlet: Outlet, now: () => number = Date.now): () => void {
  let told = Number.NaN;
  let last = 0;
  const report = (by: Outlet['send']): void => {
    const position = Math.round(video.currentTime * 1000) / 1000;
    if (last === 0 || position === told) return;
    told = position;
    last = now();
    by({ video_id: id, position_seconds: position, at: new Date(last).toISOString() });
  };
  const onTime = (): void => {
    if (video.paused) return;
    if (last === 0) last = now();
    else if (now() - last >= EVERY_MS) report(outlet.send);
  };
  const onStop = (): void => report(outlet.send);
  const onLeave = (): void => report(outlet.beacon);
  video.addEventListener('timeupdate', onTime);
  video.addEventListener('pause', onStop);
  video.addEventListener('ended', onStop);
  page.addEventListener('pagehide', onLeave);
  return () => {
    video.removeEventListener('timeupdate', onTime);
    video.removeEventListener('pause', onStop);
    video.removeEventListener('ended', onStop);
    page.removeEventListener('pagehide', onLeave);
    report(outlet.send);
  };
}

/** Where to begin: what the address asks for, else where one stopped, unless that was at the end. */
export function startOf(asked: number | null, progress: { position_seconds: number; finished: boolean } | null | undefined): number {
  if (asked !== null) return asked;
  return progress && !progress.finished ? progress.position_seconds : 0;
}
