// Editing, deleting and undoing; and the same pages on another device.
import { listen } from '../lib/browser.mjs';
import { expect } from '../lib/cli.mjs';

/** The list of all and the list of mine: a new title, a password for a while, a delete, an undo, a delete for good. */
export async function manage(walk) {
  const { page } = walk;
  await page.getByRole('link', { name: 'Claqueta' }).click();
  // Home offers it twice: to go on with, and among the latest.
  await page.getByRole('link', { name: walk.title }).first().waitFor();
  await walk.look('home-listed');
  await page.getByRole('link', { name: 'My videos' }).click();
  await page.getByRole('button', { name: `Edit ${walk.title}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill(`${walk.title} (edited)`);
  await walk.look('my-videos-edit');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  const row = page.getByRole('link', { name: `${walk.title} (edited)`, exact: true });
  await row.waitFor();
  await guard(walk);
  const remove = page.getByRole('button', { name: `Delete ${walk.title} (edited)` });
  await remove.click();
  await row.waitFor({ state: 'detached' });
  await walk.look('my-videos-deleted');
  await walk.button('Undo').click();
  await row.waitFor();
  await remove.click();
  await row.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Claqueta' }).click();
  await page.getByRole('heading', { level: 1, name: 'Latest videos' }).waitFor();
  await page.getByText('Loading').waitFor({ state: 'detached' });
  expect((await page.getByRole('link', { name: walk.title }).count()) === 0, 'a deleted video is still listed');
}

/** Gives the video a password, sees that it has one, and opens it to everybody again. */
async function guard(walk) {
  const { page } = walk;
  const dialog = page.getByRole('dialog');
  const edit = () => page.getByRole('button', { name: `Edit ${walk.title} (edited)` }).click();
  const save = async () => {
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  await edit();
  await dialog.getByRole('radio', { name: /^Password/ }).check();
  await dialog.getByLabel('Password for this video').fill('luces y sombras');
  await walk.look('my-videos-password');
  await save();
  await edit();
  await dialog.getByText('The video keeps its password').waitFor();
  await dialog.getByRole('radio', { name: /^Public/ }).check();
  await save();
}

/** The same pages in Spanish, dark and on a telephone. */
export async function onPhone(walk, browser, context) {
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
    [new URL(walk.result.watch_url).pathname, walk.title],
  ]) {
    await page.goto(walk.origin + path);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.getByText('Cargando').waitFor({ state: 'detached' });
    const start = page.getByRole('button', { name: 'Reproducir' }).first();
    if (path.startsWith('/watch')) await start.click();
    await walk.look(`phone-dark-es-${path.split('/')[1] || 'home'}`, page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow <= 0, `${path} is ${overflow} px wider than a telephone`);
  }
  walk.result.faults.push(...faults);
}
