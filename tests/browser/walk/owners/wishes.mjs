// What one is told, and what not.
import { expect } from '../../lib/cli.mjs';

export async function wishes(walk) {
  const { page } = walk;
  await page.goto(`${walk.origin}/notifications`);
  await page.getByRole('heading', { level: 2, name: 'No notifications' }).waitFor();
  await page.getByRole('link', { name: 'Choose what you are told' }).click();
  await page.getByRole('heading', { level: 1, name: 'Notifications' }).waitFor();
  await page.getByLabel('New followers').uncheck();
  await walk.look('wishes');
  await walk.button('Save').click();
  await page.getByText('Saved.').waitFor();
  await page.reload();
  await page.getByRole('checkbox', { name: 'New followers', checked: false }).waitFor();
  expect(await page.getByLabel('Replies to my comments').isChecked(), 'another wish was lost');
}
