// A viewer reports a video; a moderator, who sees no more of the administration than that, takes it down and gives it back.
import { expect } from '../../lib/cli.mjs';

export async function report(walk) {
  const { page } = walk;
  await page.goto(`${walk.origin}/watch/${walk.options.video}`);
  await walk.menu().click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
  expect((await page.getByRole('link', { name: 'Moderation' }).count()) === 0, 'a viewer is shown the moderation');
  await page.keyboard.press('Escape');
  await walk.button('Report').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What is wrong').selectOption('It is somebody else’s work');
  await dialog.getByLabel('Tell us more, if you like').fill('I filmed this.');
  await dialog.getByRole('button', { name: 'Send report' }).click();
  await page.getByText('A moderator will look at it.').waitFor();
}

export async function settle(walk, owner) {
  const { page } = walk;
  await page.goto(`${walk.origin}/`);
  await walk.menu().click();
  await page.getByRole('link', { name: 'Moderation' }).click();
  await page.getByRole('heading', { level: 1, name: 'Reports' }).waitFor();
  expect((await page.getByRole('link', { name: 'Users', exact: true }).count()) === 0, 'a moderator is shown the accounts');
  const entry = page.locator('.report', { hasText: 'I filmed this.' });
  await entry.getByRole('button', { name: 'Look at it' }).click();
  await entry.getByRole('link', { name: walk.title }).waitFor();
  await walk.look('reports');
  await entry.getByRole('button', { name: 'Take down' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('It belongs to somebody else.');
  await walk.look('take-down');
  await dialog.getByRole('button', { name: 'Take down' }).click();
  await page.getByText('The report is settled.').waitFor();
  await page.getByRole('heading', { level: 2, name: 'Nothing waits' }).waitFor();
  await walk.look('reports-none');
  const path = `/api/videos/${walk.options.video}`;
  expect((await fetch(walk.origin + path)).status === 404, 'everybody still sees what was taken down');
  await told(owner);

  await page.getByLabel('State').selectOption('Found right');
  await entry.getByRole('button', { name: 'Look at it' }).click();
  await entry.getByText('It belongs to somebody else.').waitFor();
  await walk.look('reports-settled');
  await entry.getByRole('button', { name: 'Give it back' }).click();
  await page.getByText('The video is back as it was.').waitFor();
  expect((await fetch(walk.origin + path)).status === 200, 'what was given back is still hidden');
}

/** The owner learns of it, and why. */
async function told(walk) {
  const { page } = walk;
  await page.goto(`${walk.origin}/notifications`);
  await page.getByRole('link', { name: /^A moderator decided on/ }).click();
  await page.getByText('A moderator hid this video: It belongs to somebody else.').waitFor();
  await walk.look('taken-down');
}
