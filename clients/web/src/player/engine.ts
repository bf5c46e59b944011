// Adaptive playback behind one small face: hls.js where Media Source Extensions are, else the browser's own HLS.
import { signal, type ReadonlySignal } from '@preact/signals';
import type Hls from 'hls.js';
import type { ErrorData, HlsConfig, Level } from 'hls.js';
import workerUrl from 'hls.js/dist/hls.worker.js?url';

export const AUTO = -1;

export interface Quality {
  /** hls.js's level index. */
  id: number;
  /** Named by the short side, as people know it: `720p`. */
  label: string;
}

export interface Engine {
  /** Best first; empty where the browser chooses by itself. */
  qualities: ReadonlySignal<Quality[]>;
  /** What is on the screen. */
  playing: ReadonlySignal<number>;
  /** What was asked for: a level or `AUTO`. */
  chosen: ReadonlySignal<number>;
  choose(id: number): void;
  /** Takes up new qualities of a growing video, if there are any. Playback goes on where it is. */
  refresh(): Promise<void>;
  destroy(): void;
}

export interface Source {
  url: string;
  growing: boolean;
  /** Seconds. */
  at: number;
  /** Whether it replaces one that was played. */
  playing: boolean;
}

/** `lost`: reading it again may help (an expired address); `unsupported`: nothing helps. */
export type Failure = 'lost' | 'unsupported';

const NATIVE_TYPE = 'application/vnd.apple.mpegurl';

/** A master playlist is small; its variants are counted to see whether there are more than a moment ago. */
const countVariants = (master: string): number => master.match(/^#EXT-X-STREAM-INF:/gm)?.length ?? 0;

/** Plays from `source.at`, at once if `source.playing` says so or play was pressed before there was anything to play. */
export async function startEngine(video: HTMLVideoElement, source: Source, onFailure: (failure: Failure) => void): Promise<Engine> {
  const { default: HlsClass } = await import('hls.js');
  const start = (): Engine => {
    if (HlsClass.isSupported()) return new HlsEngine(HlsClass, video, source, onFailure);
    if (!video.canPlayType(NATIVE_TYPE)) onFailure('unsupported');
    return startNative(video, source, onFailure);
  };
  return goOn(video, source.playing || !video.paused, start);
}

/** A new source pauses the element and breaks off a `play()` that is under way (HTML, media element load algorithm). */
function goOn<T>(video: HTMLVideoElement, playing: boolean, load: () => T): T {
  const loaded = load();
  if (playing) void video.play().catch(() => undefined);
  return loaded;
}

function startNative(video: HTMLVideoElement, { url, at }: Source, onFailure: (failure: Failure) => void): Engine {
  const onError = (): void => onFailure('lost');
  video.addEventListener('error', onError);
  video.src = url;
  if (at > 0) video.addEventListener('loadedmetadata', () => (video.currentTime = at), { once: true });
  return {
    qualities: signal([]),
    playing: signal(AUTO),
    chosen: signal(AUTO),
    choose: () => undefined,
    refresh: () => Promise.resolve(),
    destroy: () => {
      video.removeEventListener('error', onError);
      video.removeAttribute('src');
      video.load();
    },
  };
}

class HlsEngine implements Engine {
  readonly qualities = signal<Quality[]>([]);
  readonly playing = signal(AUTO);
  readonly chosen = signal(AUTO);
  readonly #hls: Hls;
  #recoveries = 0;

  constructor(
    HlsClass: typeof Hls,
    private readonly video: HTMLVideoElement,
    private readonly source: Source,
    private readonly onFailure: (failure: Failure) => void,
  ) {
    const config: Partial<HlsConfig> = {
      workerPath: workerUrl,
      capLevelToPlayerSize: true,
      // A growing list is no live show: it starts at its beginning, not at its edge.
      startPosition: source.at > 0 || source.growing ? source.at : -1,
    };
    this.#hls = new HlsClass(config);
    this.#hls.on(HlsClass.Events.MANIFEST_PARSED, (_, data) => {
      this.qualities.value = toQualities(data.levels);
    });
    this.#hls.on(HlsClass.Events.LEVEL_SWITCHED, (_, data) => {
      this.playing.value = data.level;
    });
    this.#hls.on(HlsClass.Events.ERROR, (_, data) => this.#onError(HlsClass, data));
    this.#hls.attachMedia(video);
    this.#hls.loadSource(source.url);
  }

  choose(id: number): void {
    this.chosen.value = id;
    this.#hls.nextLevel = id;
  }

  async refresh(): Promise<void> {
    const response = await fetch(this.source.url, { cache: 'no-cache' });
    if (!response.ok || countVariants(await response.text()) <= this.#hls.levels.length) return;
    // hls.js reads a master only once, so the new qualities need a new load.
    this.#hls.config.startPosition = this.video.currentTime;
    this.choose(AUTO);
    goOn(this.video, !this.video.paused, () => this.#hls.loadSource(this.source.url));
  }

  destroy(): void {
    this.#hls.destroy();
  }

  #onError(HlsClass: typeof Hls, data: ErrorData): void {
    if (!data.fatal) return;
    this.#recoveries += 1;
    if (data.type === HlsClass.ErrorTypes.MEDIA_ERROR && this.#recoveries <= 2) this.#hls.recoverMediaError();
    else this.onFailure('lost');
  }
}

function toQualities(levels: Level[]): Quality[] {
  return levels
    .map((level, id) => ({ id, label: `${Math.min(level.width, level.height)}p`, size: level.width * level.height }))
    .sort((a, b) => b.size - a.size)
    .map(({ id, label }) => ({ id, label }));
}
