// The first pages: as a visitor, then with an account of one's own.
import { expect } from '../lib/cli.mjs';

const PASSWORD = 'seven clappers and a slate';

/** Home, an address that leads nowhere, and a page that needs a user. */
export async function visitor(walk) {
  await walk.page.goto(`${walk.origin}/`);
  await walk.page.getByRole('heading', { level: 1, name: 'Latest videos' }).waitFor();
  await walk.page.getByText('Loading').waitFor({ state: 'detached' });
  await walk.look('home');
  await walk.page.goto(`${walk.origin}/no/such/page`);
  await walk.page.getByRole('heading', { level: 1, name: 'Nothing here' }).waitFor();
  await walk.page.goto(`${walk.origin}/upload`);
  await walk.page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  await walk.look('sign-in');
}

/** Signs up (once with a bad password), out and in again; the session holds over a reload and no script can read it. */
export async function account(walk) {
  const { page } = walk;
  // Still on /upload, which is where signing up leads back to.
  await page.getByRole('link', { name: 'Create account' }).click();
  await page.getByLabel('E-mail').fill(`${walk.handle}@example.test`);
  await page.getByLabel('Handle').fill(walk.handle);
  await page.getByLabel('Password').fill('short');
  await walk.button('Create account').click();
  await page.locator('input[name=password][aria-invalid=true]').waitFor();
  expect(
    await page.locator('input[name=password]').evaluate((input) => input === document.activeElement),
    'the faulty field has the focus',
  );
  await walk.look('sign-up-refused');
  await page.getByLabel('Password').fill(PASSWORD);
  await walk.button('Create account').click();
  await page.getByRole('heading', { level: 1, name: 'Upload a video' }).waitFor();
  await walk.signOut();
  await page.getByRole('link', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('E-mail or handle').fill(walk.handle);
  await page.getByLabel('Password').fill(PASSWORD);
  await walk.button('Sign in').click();
  await walk.menu().waitFor();
  // The session outlives a reload, by its cookie alone.
  await page.reload();
  await walk.menu().waitFor();
  const readable = await page.evaluate(() => `${document.cookie} ${JSON.stringify(localStorage)}`);
  expect(!/eyJ|token/i.test(readable), 'script can read a token');
}
