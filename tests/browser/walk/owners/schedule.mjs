// What a video is about, and a date for it: refused while it is missing, said in the owner's own time, kept in UTC.
import { expect } from '../../lib/cli.mjs';

export async function schedule(walk) {
  const { page, options } = walk;
  await page.goto(`${walk.origin}/my-videos`);
  const edit = page.getByRole('button', { name: `Edit ${options.waiting}` });
  await edit.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Category').selectOption('Music');
  await dialog.getByLabel('Tags').fill('river, #running');
  await dialog.getByRole('radio', { name: /^Scheduled/ }).check();
  const date = dialog.getByLabel('Becomes public on');
  await dialog.getByText('In your time zone, Europe/Madrid.').waitFor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.locator('input[type=datetime-local][aria-invalid=true]').waitFor();
  expect(await date.evaluate((input) => input === document.activeElement), 'the missing date has the focus');
  await walk.look('schedule-refused');
  await date.fill('2040-07-15T18:30');
  await dialog.getByText(/Sunday, July 15, 2040 at 6:30.PM \(Europe\/Madrid\)/).waitFor();
  await walk.look('schedule');
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.ok());
  await dialog.getByRole('button', { name: 'Save' }).click();
  const { publish_at: at, visibility, category, tags } = await (await saved).json();
  expect(category.slug === 'music' && tags.join() === 'river,running', `it is in ${category.slug} with ${tags}`);
  expect(visibility === 'scheduled' && at === '2040-07-15T16:30:00.000Z', `it was saved as ${visibility} at ${at}`);
  await page.getByText(/Public from Jul 15, 2040, 6:30.PM/).waitFor();
  await edit.click();
  expect((await date.inputValue()) === '2040-07-15T18:30', `the form shows ${await date.inputValue()}`);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await walk.look('my-videos');
}
