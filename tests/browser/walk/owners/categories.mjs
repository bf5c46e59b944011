// The list of categories: another name, another place, one more, one less. Readers see each name in their language.
import { expect } from '../../lib/cli.mjs';

async function named(walk, language) {
  const answer = await fetch(`${walk.origin}/api/categories`, { headers: { 'Accept-Language': language } });
  return (await answer.json()).items.map(({ name }) => name);
}

export async function categories(walk) {
  const { page } = walk;
  await page.goto(`${walk.origin}/admin/categories`);
  const entries = page.locator('main .entry');
  await entries.first().waitFor();
  await walk.look('categories');
  const [first] = await named(walk, 'en');
  await page.getByRole('button', { name: `Edit ${first}` }).click();
  await page.getByLabel('English name').fill('Sound');
  await page.getByLabel('Spanish name').fill('Sonido');
  await walk.button('Save').click();
  await page.getByText('“Sound” is saved.').waitFor();
  expect((await named(walk, 'en'))[0] === 'Sound' && (await named(walk, 'es'))[0] === 'Sonido', 'the names are as they were');

  const moved = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok());
  await page.getByRole('button', { name: 'Move Sound down' }).click();
  await moved;
  await page.getByText('Sound is number 2 now.').waitFor({ state: 'attached' });
  expect((await named(walk, 'en'))[1] === 'Sound', 'it is where it was');

  await walk.button('Add a category').click();
  await page.getByLabel('English name').fill('Sea & shore');
  await page.getByLabel('Spanish name').fill('Mar y costa');
  await page.getByText('“sea-shore” if you leave it empty').waitFor();
  await page.getByLabel('Name in addresses (optional)').fill('Sea!');
  await walk.button('Save').click();
  await page.getByText('Use small letters from a to z').waitFor();
  await walk.look('category-refused');
  await page.getByLabel('Name in addresses (optional)').fill('');
  await walk.button('Save').click();
  await page.getByRole('button', { name: 'Edit Sea & shore' }).waitFor();
  expect((await named(walk, 'es')).at(-1) === 'Mar y costa', 'the new one is not the last');
  await page.getByRole('button', { name: 'Delete Sea & shore' }).click();
  await page.getByRole('dialog').getByText('Its videos stay as they are, without a category.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Edit Sea & shore' }).waitFor({ state: 'detached' });
}
