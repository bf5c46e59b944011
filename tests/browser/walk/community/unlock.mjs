// The video gets a password: a visitor is asked for it, is told that it is wrong, and watches with the right one.
import { listen } from '../../lib/browser.mjs';
import { expect, until } from '../../lib/cli.mjs';
import { PHONE } from '../phone.mjs';

const PASSWORD = 'luces y sombras';

const VISITORS = [
  {
    name: 'locked',
    context: { locale: 'en-US', viewport: { width: 1280, height: 900 } },
    words: { title: 'This video has a password', label: 'Password of the video', send: 'Watch', wrong: 'The password is wrong' },
    play: 'Play',
  },
  {
    name: 'phone-dark-es-locked',
    context: PHONE,
    words: {
      title: 'Este vídeo tiene contraseña',
      label: 'Contraseña del vídeo',
      send: 'Ver',
      wrong: 'La contraseña no es correcta',
    },
    play: 'Reproducir',
  },
];

export async function unlock(walk, browser) {
  const { options } = walk;
  const answer = await fetch(`${walk.origin}/api/videos/${options.video}`, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${options.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ visibility: 'password', password: PASSWORD }),
  });
  expect(answer.status === 200, `the password is not taken: ${answer.status}`);
  for (const visitor of VISITORS) await visit(walk, browser, visitor);
}

async function visit(walk, browser, { name, context: kind, words, play }) {
  const context = await browser.newContext(kind);
  const page = await context.newPage();
  const faults = await listen(page, (url, status) => status === 403 && url.includes(`/api/videos/${walk.options.video}`));
  await page.goto(`${walk.origin}/watch/${walk.options.video}`);
  await page.getByRole('heading', { level: 1, name: words.title }).waitFor();
  await walk.look(name, page);
  expect(!(await page.content()).includes(walk.title), 'the page tells the title without the password');
  const send = page.getByRole('button', { name: words.send, exact: true });
  await page.getByLabel(words.label).fill('mistaken');
  await send.click();
  await page.getByText(words.wrong).waitFor();
  await walk.look(`${name}-wrong`, page);
  await page.getByLabel(words.label).fill(PASSWORD);
  await send.click();
  await page.getByRole('heading', { level: 1, name: walk.title }).waitFor();
  await page.getByRole('button', { name: play, exact: true }).first().click();
  const time = () => page.locator('.player video').evaluate((element) => element.currentTime);
  await until(async () => (await time()) > 1, 20, 'a second is played');
  await walk.look(`${name}-open`, page);
  walk.result.faults.push(...faults);
  await context.close();
}
