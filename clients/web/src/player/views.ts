// Tells that a video is watched, once enough of it was played, and from then on now and then what was.
import { Played, type Stretch } from './played';

export interface Outlet {
  send: (played: Stretch[]) => void;
  /** For the last moment of a page, in which requests are no longer finished. */
  beacon: (played: Stretch[]) => void;
}

type Media = Pick<HTMLVideoElement, 'currentTime' | 'paused' | 'seeking' | 'addEventListener' | 'removeEventListener'>;

/** Whoever sees less has not watched. */
const ENOUGH_SECONDS = 10;
const EVERY_MS = 30_000;

/** Follows an element, whose video is so many seconds long, until the function that it gives is called. */
export function followViews(video: Media, length: number | null, page: EventTarget, outlet: Outlet, now: () => number = Date.now): () => void {
  const played = new Played();
  const enough = Math.min(ENOUGH_SECONDS, (length ?? Infinity) / 2);
  let last: number | null = null;
  const report = (by: Outlet['send']): void => {
    if (played.seconds < enough) return;
    const stretches = played.take();
    if (stretches.length === 0) return;
    last = now();
    by(stretches);
  };
  const onTime = (): void => {
    if (video.paused || video.seeking) return;
    played.at(video.currentTime);
    if (last === null || now() - last >= EVERY_MS) report(outlet.send);
  };
  const onSeek = (): void => played.stop();
  const onStop = (): void => {
    if (!video.seeking) played.at(video.currentTime);
    played.stop();
  };
  const onEnd = (): void => {
    onStop();
    report(outlet.send);
  };
  const onLeave = (): void => report(outlet.beacon);
  video.addEventListener('timeupdate', onTime);
  video.addEventListener('seeking', onSeek);
  video.addEventListener('pause', onStop);
  video.addEventListener('ended', onEnd);
  page.addEventListener('pagehide', onLeave);
  return () => {
    video.removeEventListener('timeupdate', onTime);
    video.removeEventListener('seeking', onSeek);
    video.removeEventListener('pause', onStop);
    video.removeEventListener('ended', onEnd);
    page.removeEventListener('pagehide', onLeave);
    report(outlet.send);
  };
}
