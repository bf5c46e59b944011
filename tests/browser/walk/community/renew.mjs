// The addresses of a video run out while it plays: the player fetches new ones and goes on, without a word or a click.
import { listen } from '../../lib/browser.mjs';
import { expect, until } from '../../lib/cli.mjs';

const SEGMENT = /\/(\d+)\.m4s$/;

export async function renew(walk, browser) {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const faults = await listen(page, (url, status) => status === 403 && SEGMENT.test(url));
  let fetched = 0;
  let refused = 0;
  await page.route(/\/playback$/, (route) => {
    fetched += 1;
    return route.continue();
  });
  await page.route(SEGMENT, async (route) => {
    const hasRunOut = fetched < 2 && Number(SEGMENT.exec(route.request().url())[1]) > 2;
    if (!hasRunOut) return route.continue();
    await until(async () => (await time()) > 4, 30, 'four seconds are played');
    refused += 1;
    return route.fulfill({ status: 403 });
  });
  const video = page.locator('.player video');
  const time = () => video.evaluate(({ currentTime }) => currentTime);
  await page.goto(`${walk.origin}/watch/${walk.options.video}?t=0`);
  await video.evaluate((element) => element.addEventListener('playing', () => (element.dataset.from = element.currentTime)));
  await page.getByRole('button', { name: 'Play', exact: true }).first().click();
  await until(async () => (await time()) > 9, 30, async () => `${await time()} s are played; new addresses were fetched ${fetched - 1} times`);
  expect(refused > 0 && fetched === 2, `${refused} segments were refused, the addresses fetched ${fetched} times`);
  const from = Number(await video.getAttribute('data-from'));
  expect(from >= 4, `it goes on from ${from}, not from where it was`);
  walk.result.faults.push(...faults);
  await context.close();
}
