// Editing, deleting and undoing; and the same pages on another device.
import { expect } from '../lib/cli.mjs';
import { visitOnPhone } from './phone.mjs';

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
  // With the focus it stays.
  await walk.button('Undo').focus();
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

/** The same pages on a telephone. */
export function onPhone(walk, browser, context) {
  const pages = [
    ['/', 'Últimos vídeos'],
    ['/upload', 'Subir un vídeo'],
    ['/my-videos', 'Mis vídeos'],
    [new URL(walk.result.watch_url).pathname, walk.title, (page) => page.getByRole('button', { name: 'Reproducir' }).first().click()],
  ];
  return visitOnPhone(walk, browser, pages, context);
}
