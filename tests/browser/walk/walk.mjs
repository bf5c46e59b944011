// One walk through the app.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { audit } from '../lib/axe.mjs';
import { until } from '../lib/cli.mjs';

/** What every step works with: the page, the options, the result that fills up, and the names made up for this walk. */
export class Walk {
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

  /** The button that shows who is signed in, and opens his places. */
  menu(page = this.page) {
    return page.getByRole('button', { name: /^(Your menu|Tu menú):/ });
  }

  /** Signs out by the menu. */
  async signOut(page = this.page) {
    await this.menu(page).click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await this.menu(page).waitFor({ state: 'detached' });
  }

  /** Waits until the video on the page has moved on by `seconds`. */
  async advances(seconds, what) {
    const time = () => this.page.locator('.player video').evaluate((video) => video.currentTime);
    const from = await time();
    await until(
      async () => (await time()) > from + seconds,
      30,
      async () => `${what}: time stands at ${await time()}`,
    );
  }

  /** Has the film on the page stop by itself once it is past `seconds`, however late one looks. */
  stopAfter(seconds, video = this.page.locator('.player video')) {
    return video.evaluate((element, end) => {
      const stop = () => {
        if (element.currentTime <= end) return;
        element.removeEventListener('timeupdate', stop);
        element.pause();
      };
      element.addEventListener('timeupdate', stop);
    }, seconds);
  }

  /** Plays from the beginning: a short clip may be over by now. */
  restart() {
    return this.page.locator('.player video').evaluate((video) => {
      video.currentTime = 0;
      return video.play();
    });
  }
}
