// Signs out of a page that plays: how far one got is told before the session ends.
import { expect, until } from '../../lib/cli.mjs';

export async function leave(walk) {
  const { page } = walk;
  const answers = [];
  page.on('response', (answer) => {
    const path = new URL(answer.url()).pathname;
    if (path === '/api/users/progress' || path === '/api/auth/logout') answers.push(`${answer.status()} ${path}`);
  });
  await page.goto(`${walk.origin}/watch/${walk.options.video}?t=0`);
  await page.getByRole('button', { name: 'Play', exact: true }).first().click();
  const time = () => page.locator('.player video').evaluate((video) => video.currentTime);
  await until(async () => (await time()) > 1, 30, 'a second is played');
  await walk.signOut();
  const told = answers.slice(-2).join(', ');
  expect(told === '204 /api/users/progress, 204 /api/auth/logout', `signing out: ${answers.join(', ')}`);
}
