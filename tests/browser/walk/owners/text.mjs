// Captions by a file, chapters by hand; the player beside them shows both.
import { expect, until } from '../../lib/cli.mjs';

const CAPTIONS = '1\n00:00:00,000 --> 00:00:20,000\nHello, sea\n';

export async function text(walk) {
  const { page } = walk;
  await page.goto(`${walk.origin}/my-videos`);
  await page.getByRole('link', { name: `Captions and chapters of ${walk.title}` }).click();
  await page.getByRole('heading', { level: 1, name: `Captions and chapters of ${walk.title}` }).waitFor();
  await chapters(walk);
  await captions(walk);
}

async function chapters(walk) {
  const { page } = walk;
  const region = page.getByRole('region', { name: 'Chapters' });
  await region.getByRole('button', { name: 'Add the first chapter' }).click();
  await region.getByLabel('Name').fill('The beach');
  const video = page.locator('.player video');
  await until(() => video.evaluate(({ duration }) => duration > 0), 20, 'the player knows the length');
  await video.evaluate((element) => {
    element.currentTime = 7.5;
  });
  await region.getByRole('button', { name: /^Add a chapter at 0:07/ }).click();
  const second = region.getByRole('group', { name: 'Chapter 2' });
  expect((await second.getByLabel('Start').inputValue()) === '0:07.5', 'the chapter starts where the player stands');
  expect(
    await second.getByLabel('Name').evaluate((input) => input === document.activeElement),
    'the new chapter does not ask for its name',
  );
  await second.getByLabel('Name').fill('The sea');
  await second.getByLabel('Start').fill('soon');
  await region.getByRole('button', { name: 'Save chapters' }).click();
  await region.getByText('Write a time such as 1:23.').waitFor();
  await second.getByLabel('Start').fill('0:07.5');
  await region.getByRole('button', { name: 'Save chapters' }).click();
  await page.getByText('Your chapters are saved.').waitFor();
  const { items } = await (await fetch(`${walk.origin}/api/videos/${walk.options.video}/chapters`)).json();
  const kept = JSON.stringify(items.map(({ start_seconds: start, title }) => [start, title]));
  expect(kept === '[[0,"The beach"],[7.5,"The sea"]]', `the chapters are ${kept}`);
}

async function captions(walk) {
  const { page } = walk;
  const region = page.getByRole('region', { name: 'Captions' });
  await region.getByRole('button', { name: 'Send captions' }).click();
  await region.getByText('Choose a file.').waitFor();
  await region.getByLabel('Language').selectOption('Spanish');
  await region.getByText('the new ones take their place').waitFor({ state: 'detached' });
  await region.getByLabel('File').setInputFiles({ name: 'es.srt', mimeType: 'application/x-subrip', buffer: Buffer.from(CAPTIONS) });
  await region.getByRole('button', { name: 'Send captions' }).click();
  await page.getByText('The captions “Español” are in place.').waitFor();
  await region.getByLabel('Language').selectOption('English');
  await region.getByLabel('What they are for').selectOption('captions');
  await region.getByLabel('Name in the menu (optional)').fill('English, with sounds');
  await region.getByLabel('File').setInputFiles({ name: 'en.srt', mimeType: 'application/x-subrip', buffer: Buffer.from(CAPTIONS) });
  await region.getByRole('button', { name: 'Send captions' }).click();
  await region.getByText('English, with sounds').waitFor();
  await page.getByLabel('Captions', { exact: true }).and(page.locator('select')).waitFor();
  await walk.look('text');
  await region.getByRole('button', { name: 'Remove captions: Español' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await region.getByRole('button', { name: 'Remove captions: Español' }).waitFor({ state: 'detached' });
}
