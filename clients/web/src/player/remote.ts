// What the page around a player can know of it and have it do.
import { signal } from '@preact/signals';
import type { Chapter } from './chapters';

export class Remote {
  /** The element, while there is one. */
  readonly video = signal<HTMLVideoElement | null>(null);
  /** Whole seconds that were played to: parts of the page that follow it change once a second at most. */
  readonly second = signal(0);
  readonly chapters = signal<readonly Chapter[]>([]);

  /** Gives what lets go of it again. */
  attach(video: HTMLVideoElement): () => void {
    const follow = (): void => {
      this.second.value = Math.floor(video.currentTime);
    };
    this.video.value = video;
    video.addEventListener('timeupdate', follow);
    video.addEventListener('seeking', follow);
    return () => {
      this.video.value = null;
      video.removeEventListener('timeupdate', follow);
      video.removeEventListener('seeking', follow);
    };
  }

  /** Plays from here, where the reader can see it. */
  play(from: number): void {
    const video = this.video.value;
    if (!video) return;
    video.currentTime = from;
    video.closest('section')?.scrollIntoView({ block: 'nearest' });
    void video.play().catch(() => undefined);
  }
}
