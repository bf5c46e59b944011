// The watch page: playing, choosing a quality, the keys.
import { expect, until } from '../lib/cli.mjs';

/** Plays the video on its own page. */
export async function watch(walk) {
  const { page, result } = walk;
  await page.getByRole('link', { name: 'Watch', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: walk.title }).waitFor();
  result.watch_url = page.url();
  await page.locator('.player__start').click();
  expect(await page.locator('.player').evaluate((player) => player === document.activeElement), 'the focus stays in the player');
  await walk.advances(1, 'the watch page');
  await walk.look('watch');
  await switchQuality(walk);
  await keys(walk);
}

/** The lowest quality, then the highest: what the menu says must be what the element shows. */
async function switchQuality(walk) {
  const { page, result } = walk;
  const menu = page.getByLabel('Quality');
  if ((await menu.count()) === 0) {
    result.qualities = [];
    return;
  }
  result.qualities = await menu.locator('option').allTextContents();
  const height = () => page.locator('.player video').evaluate((video) => Math.min(video.videoHeight, video.videoWidth));
  const named = (label) => Number.parseInt(label, 10);
  for (const label of [result.qualities.at(-1), result.qualities.at(1)]) {
    // A short film is loaded before it has played long; what is loaded is given up where one stands, not a little further on.
    await page.locator('.player video').evaluate((video) => {
      video.pause();
      video.currentTime = 0;
    });
    await menu.selectOption({ label });
    await walk.restart();
    await until(
      async () => (await height()) === named(label),
      20,
      async () => `${label} on the screen, ${await height()} is`,
    );
  }
}

/** The keyboard, with the focus in the player. */
async function keys(walk) {
  const { page } = walk;
  const video = page.locator('.player video');
  await video.evaluate((element) => (element.loop = true));
  await walk.restart();
  await walk.advances(1, 'before the keys');
  await page.locator('.player').focus();
  await page.keyboard.press('k');
  expect(await video.evaluate(({ paused }) => paused), 'the k key pauses');
  await page.keyboard.press('Home');
  await until(() => video.evaluate(({ currentTime }) => currentTime === 0), 10, 'the Home key seeks to the beginning');
  await page.keyboard.press('m');
  expect(await video.evaluate(({ muted }) => muted), 'the m key mutes');
  await page.keyboard.press('m');
}
