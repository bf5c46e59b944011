// A view is told once enough was played, and the rest when the page is left; the owner sees both in her statistics.
import { listen } from '../../lib/browser.mjs';
import { expect, until } from '../../lib/cli.mjs';

export async function count(walk, browser) {
  const { page } = walk;
  const at = () => page.locator('.player video').evaluate(({ currentTime, ended }) => ({ currentTime, ended }));
  const before = await stats(walk);
  const told = page.waitForResponse((answer) => answer.url().endsWith('/views'));
  await page.goto(`${walk.origin}/watch/${walk.options.video}?t=0`);
  await page.getByRole('button', { name: 'Play', exact: true }).first().click();
  expect((await told).status() === 204, 'the view is not taken');
  // No more is believed than can have been played since the view was taken.
  const enough = Math.max(13, (await at()).currentTime + 2);
  const played = async () => {
    const { currentTime, ended } = await at();
    return ended || currentTime > enough;
  };
  await until(played, 30, `${enough} seconds are played`);
  await page.goto(`${walk.origin}/`);
  const watched = async () => (await stats(walk)).watch_seconds - before.watch_seconds;
  await until(async () => (await watched()) > 12, 15, async () => `${await watched()} seconds are counted`);
  expect((await stats(walk)).views === 1, 'one viewer is not one view');
  await look(walk, browser);
}

async function stats(walk) {
  const headers = { authorization: `Bearer ${walk.options.token}` };
  const answer = await fetch(`${walk.origin}/api/videos/${walk.options.video}/stats`, { headers });
  return answer.json();
}

/** The owner's page, in both schemes. */
async function look(walk, browser) {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const faults = await listen(page);
  const session = await fetch(`${walk.origin}/api/auth/session`, { headers: { authorization: `Bearer ${walk.options.token}` } });
  await page.goto(`${walk.origin}/my-videos`);
  await page.getByLabel('E-mail or handle').fill((await session.json()).user.handle);
  await page.getByLabel('Password').fill(walk.options.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('link', { name: `Statistics of ${walk.title}` }).click();
  await page.getByRole('heading', { level: 1, name: `How “${walk.title}” is watched` }).waitFor();
  await page.getByRole('img', { name: /^1 view from .* to / }).waitFor();
  expect((await page.locator('.chart__bar').count()) === 28, 'not every day has a bar');
  await page.getByRole('img', { name: /^100% of the views play the beginning/ }).waitFor();
  await walk.look('stats', page);
  await page.getByLabel('Show').selectOption({ label: 'Last 7 days' });
  await until(async () => (await page.locator('.chart__bar').count()) === 7, 10, 'a week has seven bars');
  await page.getByText('As a table').first().click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await walk.look('stats-dark', page);
  walk.result.faults.push(...faults);
  await context.close();
}
