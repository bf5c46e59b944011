// Stops in the middle, comes back after a reload, and is where one stopped; home offers to go on.
import { expect, until } from '../../lib/cli.mjs';

export async function resume(walk) {
  const { page, result } = walk;
  const video = page.locator('.player video');
  const time = () => video.evaluate((element) => element.currentTime);
  await page.goto(`${walk.origin}/watch/${walk.options.video}?t=0`);
  await walk.stopAfter(4);
  const paused = () => video.evaluate((element) => element.currentTime > 4 && element.paused);
  const told = page.waitForResponse((answer) => answer.url().endsWith('/api/users/progress'));
  await page.getByRole('button', { name: 'Play', exact: true }).first().click();
  await until(paused, 30, 'four seconds are played');
  result.left_at = await time();
  expect((await told).status() === 204, 'the progress is not taken');
  await page.goto(`${walk.origin}/watch/${walk.options.video}`);
  await until(async () => Math.abs((await time()) - result.left_at) < 0.6, 20, async () => `${await time()} instead of ${result.left_at}`);
  await page.getByText('Going on at 0:0').waitFor();
  await walk.look('resumed');
  await page.reload();
  await until(async () => Math.abs((await time()) - result.left_at) < 0.6, 20, async () => `${await time()} after a reload`);
  await page.goto(`${walk.origin}/`);
  const row = page.getByRole('region', { name: 'Continue watching' });
  await row.getByRole('link', { name: walk.title }).waitFor();
  await walk.look('home-continue');
}
