// Administrators: finding somebody, another role, a suspension that holds at once, an invitation that is used.
import { listen } from '../../lib/browser.mjs';
import { expect } from '../../lib/cli.mjs';

export async function administration(walk, browser, isProvoked) {
  const [name, password] = walk.options.admin.split(':');
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const faults = await listen(page, isProvoked);
  await page.goto(`${walk.origin}/admin/users`);
  await page.getByLabel('E-mail or handle').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
  await users(walk, page);
  await invitation(walk, page);
  await page.goto(`${walk.origin}/admin/audit`);
  await page.getByText('user.suspended').first().waitFor();
  await walk.look('admin-audit', page);
  walk.result.faults.push(...faults);
  await context.close();
}

async function users(walk, page) {
  const handle = `corp_${walk.handle}`;
  await page.getByLabel('Handle or e-mail').fill(handle);
  await page.getByRole('main').getByRole('button', { name: 'Search' }).click();
  await page.getByRole('combobox', { name: `Role of ${handle}` }).selectOption('Moderator');
  await page.getByText(`${handle} is now: Moderator.`).waitFor();
  await page.getByRole('button', { name: `Suspend ${handle}` }).click();
  await page.getByLabel('Reason').fill('Only a test');
  await walk.look('admin-suspend', page);
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
  await page.getByText('Suspended: Only a test').waitFor();
  await walk.look('admin-users', page);
  await page.getByRole('button', { name: `Lift suspension of ${handle}` }).click();
  await page.getByText('Suspended: Only a test').waitFor({ state: 'detached' });
}

async function invitation(walk, page) {
  await page.getByRole('link', { name: 'Invitations' }).click();
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const url = await page.locator('.secret code').textContent();
  await walk.look('admin-invitations', page);
  expect(url.startsWith(`${walk.origin}/sign-up?invitation=`), url);
}
