// Drives the real web app as a user would: account, upload, encode, watching, editing, deleting; in every page it listens for
// errors and asks axe-core. Usage: node app.mjs --origin http://127.0.0.1:8080 --file clip.mp4 [--shots DIR] [--timeout SECONDS]
import { mkdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { audit } from './lib/axe.mjs';
import { listen, withBrowser } from './lib/browser.mjs';
import { expect, run, until } from './lib/cli.mjs';

const PASSWORD = 'seven clappers and a slate';

/** The steps, each of which begins where the one before ended. */
class Walk {
  constructor(page, options, result) {
    this.page = page;
    this.options = options;
    this.result = result;
    this.origin = options.origin.replace(/\/$/, '');
    this.seconds = Number(options.timeout);
    this.handle = `u${Date.now().toString(36)}`;
    this.title = `Clip ${this.handle}`;
    if (options.shots) mkdirSync(options.shots, { recursive: true });
  }

  /** Screenshot and accessibility of the page as it is now. */
  async look(name, page = this.page) {
    this.result.pages.push(name);
    if (this.options.shots) await page.screenshot({ path: join(this.options.shots, `${name}.png`) });
    this.result.accessibility.push(...(await audit(page)).map((line) => `${name}: ${line}`));
  }

  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  async visitor() {
    await this.page.goto(`${this.origin}/`);
    await this.page.getByRole('heading', { level: 1, name: 'Latest videos' }).waitFor();
    await this.page.getByText('Loading').waitFor({ state: 'detached' });
    await this.look('home');
    await this.page.goto(`${this.origin}/no/such/page`);
    await this.page.getByRole('heading', { level: 1, name: 'Nothing here' }).waitFor();
    await this.page.goto(`${this.origin}/upload`);
    await this.page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await this.look('sign-in');
  }

  async account() {
    const { page } = this;
    // Still on /upload, which is where signing up leads back to.
    await page.getByRole('link', { name: 'Create account' }).click();
    await page.getByLabel('E-mail').fill(`${this.handle}@example.test`);
    await page.getByLabel('Handle').fill(this.handle);
    await page.getByLabel('Password').fill('short');
    await this.button('Create account').click();
    await page.locator('input[name=password][aria-invalid=true]').waitFor();
    expect(await page.locator('input[name=password]').evaluate((input) => input === document.activeElement), 'the faulty field has the focus');
    await this.look('sign-up-refused');
    await page.getByLabel('Password').fill(PASSWORD);
    await this.button('Create account').click();
    await page.getByRole('heading', { level: 1, name: 'Upload a video' }).waitFor();
    await this.button('Sign out').click();
    await page.getByRole('link', { name: 'Sign in', exact: true }).click();
    await page.getByLabel('E-mail or handle').fill(this.handle);
    await page.getByLabel('Password').fill(PASSWORD);
    await this.button('Sign in').click();
    await this.button('Sign out').waitFor();
    // The session outlives a reload, by its cookie alone.
    await page.reload();
    await this.button('Sign out').waitFor();
    const readable = await page.evaluate(() => `${document.cookie} ${JSON.stringify(localStorage)}`);
    expect(!/eyJ|token/i.test(readable), 'script can read a token');
  }

  async upload() {
    const { page, result } = this;
    await page.getByRole('link', { name: 'Upload', exact: true }).first().click();
    await this.look('upload-empty');
    await page.setInputFiles('input[type=file]', this.options.file);
    const title = page.getByLabel('Title');
    result.prefilled_title = await title.inputValue();
    expect(basename(this.options.file).startsWith(result.prefilled_title.slice(0, 3)), 'the title comes from the file name');
    await title.fill(this.title);
    await page.getByLabel('Description').fill('First line.\nSecond line.');
    await this.look('upload-form');
    const status = page.locator('.upload-status');
    await this.breakOff(status);
    const began = Date.now();
    await this.button('Continue upload').click();
    result.phases = [];
    const phase = async () => {
      const now = await status.getAttribute('data-phase');
      if (result.phases.at(-1) !== now) result.phases.push(now);
      await this.refuseFailure(status);
      return now;
    };
    await until(async () => ['encoding', 'ready'].includes(await phase()), this.seconds, () => `upload, phases ${result.phases}`);
    result.uploaded_ms = Date.now() - began;
    expect(result.resumed_at > 0, `the upload went on at ${result.resumed_at}`);
    await until(async () => (await phase(), await page.locator('.player video').count()), this.seconds, () => `playable, phases ${result.phases}`);
    result.playable_ms = Date.now() - began;
    result.encoding_when_playable = (await phase()) === 'encoding';
    await page.locator('.player__start').click();
    await this.advances(1, 'the player on the upload page');
    await this.look('upload-playing');
    result.rungs_seen = await page.locator('.rungs progress').count();
    await until(async () => (await phase()) === 'ready', this.seconds, () => `ready, phases ${result.phases}`);
    result.ready_ms = Date.now() - began;
  }

  /** Ends the walk with the app's own words when it says that the upload or the encode failed. */
  async refuseFailure(status) {
    if ((await status.getAttribute('data-phase')) !== 'failed') return;
    throw new Error(`the app says: ${(await status.locator('.alert').allTextContents()).join(' ')}`);
  }

  /** Starts the upload on a slow line, pauses and resumes it, and reloads the page in the middle; the file is picked again. */
  async breakOff(status) {
    const { page, result } = this;
    const line = await page.context().newCDPSession(page);
    const conditions = { offline: false, latency: 0, downloadThroughput: -1 };
    const slow = Math.ceil(statSync(this.options.file).size / 10);
    await line.send('Network.emulateNetworkConditions', { ...conditions, uploadThroughput: slow });
    await this.button('Start upload').click();
    const share = async () => {
      await this.refuseFailure(status);
      return status.locator('progress').first().evaluate((bar) => bar.value);
    };
    await until(async () => (await share()) > 0.2, this.seconds, async () => `a fifth is uploaded, ${await share()} is`);
    await this.button('Pause').click();
    const paused = await share();
    await page.waitForTimeout(700);
    expect((await share()) - paused < 0.05, 'bytes are sent in spite of the pause');
    await this.button('Resume').click();
    await until(async () => (await share()) > Math.max(0.4, paused), this.seconds, async () => `it goes on after the pause, ${await share()}`);
    await this.look('upload-sending');
    page.once('dialog', (dialog) => dialog.accept());
    await page.reload();
    await page.getByText('Unfinished uploads').waitFor();
    await this.look('upload-unfinished');
    await page.setInputFiles('input[type=file]', this.options.file);
    await page.getByText(`as “${this.title}”`).waitFor();
    const offset = page.waitForResponse((response) => response.request().method() === 'HEAD');
    void offset.then((response) => (result.resumed_at = Number(response.headers()['upload-offset']))).catch(() => undefined);
    await line.send('Network.emulateNetworkConditions', { ...conditions, uploadThroughput: -1 });
  }

  /** Waits until the video on the page has moved on by `seconds`. */
  async advances(seconds, what) {
    const time = () => this.page.locator('.player video').evaluate((video) => video.currentTime);
    const from = await time();
    await until(async () => (await time()) > from + seconds, 30, async () => `${what}: time stands at ${await time()}`);
  }

  async watch() {
    const { page, result } = this;
    await page.getByRole('link', { name: 'Watch', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: this.title }).waitFor();
    result.watch_url = page.url();
    await page.locator('.player__start').click();
    expect(await page.locator('.player').evaluate((player) => player === document.activeElement), 'the focus stays in the player');
    await this.advances(1, 'the watch page');
    await this.look('watch');
    await this.switchQuality();
    await this.keys();
  }

  /** Plays from the beginning: a short clip may be over by now. */
  restart() {
    return this.page.locator('.player video').evaluate((video) => {
      video.currentTime = 0;
      return video.play();
    });
  }

  async keys() {
    const { page } = this;
    const video = page.locator('.player video');
    await this.restart();
    await this.advances(1, 'before the keys');
    await page.locator('.player').focus();
    await page.keyboard.press('k');
    expect(await video.evaluate(({ paused }) => paused), 'the k key pauses');
    await page.keyboard.press('Home');
    await until(() => video.evaluate(({ currentTime }) => currentTime === 0), 10, 'the Home key seeks to the beginning');
    await page.keyboard.press('m');
    expect(await video.evaluate(({ muted }) => muted), 'the m key mutes');
    await page.keyboard.press('m');
  }

  async switchQuality() {
    const { page, result } = this;
    const menu = page.getByLabel('Quality');
    if ((await menu.count()) === 0) {
      result.qualities = [];
      return;
    }
    result.qualities = await menu.locator('option').allTextContents();
    const height = () => page.locator('.player video').evaluate((video) => Math.min(video.videoHeight, video.videoWidth));
    const named = (label) => Number.parseInt(label, 10);
    for (const label of [result.qualities.at(-1), result.qualities.at(1)]) {
      await menu.selectOption({ label });
      await this.restart();
      await until(async () => (await height()) === named(label), 20, async () => `${label} on the screen, ${await height()} is`);
    }
  }

  async manage() {
    const { page } = this;
    await page.getByRole('link', { name: 'Claqueta' }).click();
    await page.getByRole('link', { name: this.title }).waitFor();
    await this.look('home-listed');
    await page.getByRole('link', { name: 'My videos' }).click();
    await page.getByRole('button', { name: `Edit ${this.title}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Title').fill(`${this.title} (edited)`);
    await this.look('my-videos-edit');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const row = page.getByRole('link', { name: `${this.title} (edited)` });
    await row.waitFor();
    const remove = page.getByRole('button', { name: `Delete ${this.title} (edited)` });
    await remove.click();
    await row.waitFor({ state: 'detached' });
    await this.look('my-videos-deleted');
    await this.button('Undo').click();
    await row.waitFor();
    await remove.click();
    await row.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Claqueta' }).click();
    await page.getByRole('heading', { level: 1, name: 'Latest videos' }).waitFor();
    await page.getByText('Loading').waitFor({ state: 'detached' });
    expect((await page.getByRole('link', { name: this.title }).count()) === 0, 'a deleted video is still listed');
  }

  /** The same pages in Spanish, dark and on a telephone. */
  async looks(browser, context) {
    const storageState = await context.storageState();
    const phone = await browser.newContext({
      storageState: { ...storageState, origins: [] },
      locale: 'es-ES',
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
    });
    const page = await phone.newPage();
    const faults = await listen(page);
    for (const [path, heading] of [
      ['/', 'Últimos vídeos'],
      ['/upload', 'Subir un vídeo'],
      ['/my-videos', 'Mis vídeos'],
      [new URL(this.result.watch_url).pathname, this.title],
    ]) {
      await page.goto(this.origin + path);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await page.getByText('Cargando').waitFor({ state: 'detached' });
      const start = page.getByRole('button', { name: 'Reproducir' }).first();
      if (path.startsWith('/watch')) await start.click();
      await this.look(`phone-dark-es-${path.split('/')[1] || 'home'}`, page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow <= 0, `${path} is ${overflow} px wider than a telephone`);
    }
    this.result.faults.push(...faults);
  }
}

await run(
  {
    origin: { type: 'string', required: true },
    file: { type: 'string', required: true },
    shots: { type: 'string' },
    timeout: { type: 'string', default: '120' },
  },
  async (options, result) => {
    await withBrowser(async (browser) => {
      const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      // A password that is too short is sent on purpose, once.
      const faults = await listen(page, (url, status) => status === 422 && url.endsWith('/api/auth/register'));
      Object.assign(result, { faults, accessibility: [], pages: [] });
      page.setDefaultTimeout(15_000);
      const walk = new Walk(page, options, result);
      await walk.visitor();
      await walk.account();
      await walk.upload();
      await walk.watch();
      await walk.looks(browser, context);
      await walk.manage();
    });
    expect(result.faults.length === 0, `faults in the pages: ${result.faults.join(' | ')}`);
    expect(result.accessibility.length === 0, `accessibility: ${result.accessibility.join(' | ')}`);
  },
);
