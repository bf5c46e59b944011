// The parts of a video and the words to it: chapters beside the player and in it, captions by menu and by key.
import { until } from '../../lib/cli.mjs';

export async function parts(walk) {
  const { page, result } = walk;
  const video = page.locator('.player video');
  await page.goto(`${walk.origin}/watch/${walk.options.video}?t=0`);
  await walk.stopAfter(7.5);
  await page.getByRole('button', { name: /The sea$/ }).click();
  await until(() => video.evaluate(({ currentTime, paused }) => currentTime > 7.5 && paused), 20, 'the chapter plays');
  await until(
    async () => (await page.locator('.chapters [aria-current]').textContent()).endsWith('The sea'),
    10,
    'the chapter that plays is marked',
  );
  const menu = page.getByLabel('Captions', { exact: true });
  result.captions = await menu.locator('option').allTextContents();
  await menu.selectOption({ label: 'Español' });
  const said = () =>
    video.evaluate(({ textTracks }) => [...textTracks].flatMap((track) => [...(track.activeCues ?? [])].map(({ text }) => text)).join());
  await until(async () => (await said()) === 'Hola, mar', 20, async () => `the captions say "${await said()}"`);
  await walk.look('captions');
  await page.locator('.player').focus();
  await page.keyboard.press('c');
  await until(async () => (await menu.inputValue()) === '-1', 5, 'the c key takes the captions away');
}
