// Plays a stream in Chromium with hls.js or Shaka Player, and says what happened: time advances, seeks, switches of quality,
// every error event. An error event of any kind fails the run; stalls are counted and left to the caller to judge.
//
// Usage: node play.mjs --player hls|shaka --url URL [--origin URL] [--token T] [--format hls|dash] [--cross-origin]
//        [--until-end] [--captions LANGUAGE] [--screenshot FILE] [--timeout SECONDS]
// URL is a playlist or manifest, or a video's `/playback`, whose answer is read first (with the bearer token, if given).
import { listen, withBrowser } from './lib/browser.mjs';
import { expect, run, until } from './lib/cli.mjs';
import { openElsewhere, openOn } from './lib/stage.mjs';

async function resolveManifest({ url, token, format }) {
  if (!new URL(url).pathname.endsWith('/playback')) return url;
  const response = await fetch(url, { headers: token ? { Authorization: `Bearer ${token}` } : {} });
  expect(response.ok, `${url} answers ${response.status}`);
  const playback = await response.json();
  const path = format === 'dash' ? playback.dash_url : playback.hls_url;
  expect(path, `the playback answer has no ${format} address`);
  return new URL(path, url).href;
}

/** Drives the page's `control` from outside. */
class Session {
  constructor(page, seconds) {
    this.page = page;
    this.seconds = seconds;
  }

  call(name, argument) {
    return this.page.evaluate(([key, value]) => window.control[key](value), [name, argument]);
  }

  state() {
    return this.call('state');
  }

  /** Waits for real progress: half a second of film, or the end of a very short one. */
  async advances(what) {
    const from = await this.state();
    const moved = async () => {
      const now = await this.state();
      return now.time > from.time + 0.5 || (now.ended && !now.seeking);
    };
    await until(moved, this.seconds, async () => `${what}: time stands at ${(await this.state()).time}`);
  }

  async seek(to) {
    const began = Date.now();
    await this.call('seek', to);
    await until(async () => Math.abs((await this.state()).time - to) < 1.5, this.seconds, `seek to ${to}`);
    await this.advances(`after a seek to ${to}`);
    return { to, ms: Date.now() - began };
  }

  /** Forward and back. The head of a growing list is too short for it: players keep away from its edge. */
  async seekAround() {
    const { end, growing } = await this.state();
    if (end < 2 || (growing && end < 30)) return [];
    return [await this.seek(end * 0.6), await this.seek(end * 0.1)];
  }

  /** Asks for each quality and waits until that is what the element shows. */
  async switchQualities() {
    const switches = [];
    const qualities = await this.call('qualities');
    if (qualities.length < 2) return switches;
    for (const { id, height } of [...qualities, qualities[0]]) {
      const before = await this.state();
      if (before.end - before.time < 3) await this.call('seek', 0);
      const began = Date.now();
      await this.call('select', id);
      const shown = async () => (await this.state()).height === height;
      await until(shown, this.seconds, async () => `${height} lines on the screen, there are ${(await this.state()).height}`);
      await this.advances(`after the switch to ${height}`);
      switches.push({ from: before.height, to: height, ms: Date.now() - began });
    }
    return switches;
  }

  /** Shows the captions in a language on a picture that stands still: what they change on it can be seen. */
  async showCaptions(language) {
    const there = await this.call('captions');
    expect(
      there.some((track) => track.language === language),
      `there are no captions in ${language}: ${JSON.stringify(there)}`,
    );
    const cued = async (wanted) => (await this.call('cues')).length > 0 === wanted;
    await this.call('pause');
    await this.call('caption', null);
    await until(() => cued(false), this.seconds, 'captions are hidden');
    const bare = await this.standing();
    await this.call('caption', language);
    await until(() => cued(true), this.seconds, `a cue in ${language} is there`);
    const cues = await this.call('cues');
    await until(async () => !bare.equals(await this.standing()), this.seconds, 'the captions are seen on the screen');
    await this.call('caption', null);
    await until(async () => bare.equals(await this.standing()), this.seconds, 'the captions leave the screen');
    await this.call('play');
    return { tracks: there, cues };
  }

  /** The screen, once two pictures of it are the same. */
  async standing() {
    let last = await this.page.screenshot();
    const stands = async () => {
      const before = last;
      last = await this.page.screenshot();
      return before.equals(last);
    };
    await until(stands, this.seconds, 'the picture stands still');
    return last;
  }

  /** Plays on until a growing list is complete, well behind its edge so that it needs not wait, and then through its end. */
  async playToEnd() {
    const began = Date.now();
    const grew = (await this.state()).growing;
    await until(
      async () => {
        const { growing, end, time } = await this.state();
        if (growing && end - time < 6) await this.call('seek', 0);
        return !growing;
      },
      this.seconds,
      'the list becomes complete',
    );
    const { end } = await this.state();
    const completeAfter = Date.now() - began;
    await this.call('seek', Math.max(0, end - 3));
    await until(
      async () => (await this.state()).ended,
      this.seconds,
      async () => `the end at ${end}: ${JSON.stringify(await this.state())}`,
    );
    return { grew, complete_after_ms: completeAfter, ended_at: (await this.state()).time };
  }
}

async function play(page, options, result) {
  const session = new Session(page, Number(options.timeout));
  const began = Date.now();
  await page.evaluate((url) => window.start(url), result.manifest);
  await session.call('play');
  await session.advances('from the start');
  result.first_picture_ms = Date.now() - began;
  const { end, growing, width, height } = await session.state();
  Object.assign(result, { duration: end, growing, width, height, version: await page.evaluate(() => window.control.version) });
  result.qualities = await session.call('qualities');
  result.seeks = await session.seekAround();
  result.picture = await session.call('picture');
  if (options.screenshot) await page.screenshot({ path: options.screenshot });
  if (options.captions) result.captions = await session.showCaptions(options.captions);
  result.switches = await session.switchQualities();
  if (options['until-end']) {
    result.end = await session.playToEnd();
    if (result.end.grew) result.seeks_afterwards = await session.seekAround();
  }
}

await run(
  {
    player: { type: 'string', default: 'hls' },
    url: { type: 'string', required: true },
    origin: { type: 'string' },
    token: { type: 'string' },
    format: { type: 'string', default: 'hls' },
    'cross-origin': { type: 'boolean', default: false },
    'until-end': { type: 'boolean', default: false },
    captions: { type: 'string' },
    screenshot: { type: 'string' },
    timeout: { type: 'string', default: '30' },
  },
  async (options, result) => {
    expect(['hls', 'shaka'].includes(options.player), '--player is hls or shaka');
    result.manifest = await resolveManifest(options);
    const origin = (options.origin ?? new URL(options.url).origin).replace(/\/$/, '');
    await withBrowser(async (browser) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
      result.faults = await listen(page);
      const stop = options['cross-origin'] ? await openElsewhere(page, options.player) : await openOn(page, options.player, origin);
      try {
        await play(page, options, result);
      } finally {
        Object.assign(result, await page.evaluate(() => window.control?.report()).catch(() => undefined));
        stop?.();
      }
    });
    const errors = result.errors.filter((error) => !error.stall);
    expect(errors.length === 0, `error events: ${errors.map((error) => error.text).join(' | ')}`);
    expect(result.faults.length === 0, `faults in the page: ${result.faults.join(' | ')}`);
  },
);
