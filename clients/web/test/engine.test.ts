import { beforeEach, expect, test, vi } from 'vitest';
import { startEngine, type Source } from '../src/player/engine';

const { FakeHls } = vi.hoisted(() => ({
  /** Does to the element what a browser does when it is given a source. */
  FakeHls: class {
    static readonly Events: Record<string, string> = {};
    static isSupported(): boolean {
      return true;
    }

    readonly config = { startPosition: -1 };
    readonly levels = [];
    nextLevel = -1;
    #media: Element | null = null;

    on(): void {}

    attachMedia(media: Element): void {
      this.#media = media;
      media.load();
    }

    loadSource(): void {
      this.#media?.load();
    }
  },
}));
vi.mock('hls.js', () => ({ default: FakeHls }));

class Element {
  paused = true;
  currentTime = 0;

  play(): Promise<void> {
    this.paused = false;
    return Promise.resolve();
  }

  load(): void {
    this.paused = true;
  }
}

let video: Element;
const start = (change: Partial<Source> = {}): ReturnType<typeof startEngine> =>
  startEngine(video as unknown as HTMLVideoElement, { url: '/master.m3u8', growing: false, at: 0, playing: false, ...change }, () =>
    expect.unreachable(),
  );

beforeEach(() => {
  video = new Element();
});

test('nobody who did not ask for it is played to', async () => {
  await start();
  expect(video.paused).toBe(true);
});

test('play that was pressed before there was anything to play is not lost', async () => {
  const started = start();
  void video.play();
  await started;
  expect(video.paused).toBe(false);
});

test('a source in the place of one that played goes on playing', async () => {
  await start({ playing: true });
  expect(video.paused).toBe(false);
});

test.each([true, false])('new qualities leave it as it is: paused is %s', async (paused) => {
  const engine = await start();
  video.paused = paused;
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n720p.m3u8')));
  await engine.refresh();
  expect(video.paused).toBe(paused);
});
