// A second factor: turned on, asked for, and the recovery codes for who lost it.
import { expect, until } from '../../lib/cli.mjs';
import { isFocused } from './signUp.mjs';
import { totp } from './totp.mjs';

export async function factor(walk) {
  const { page } = walk;
  await walk.button('Set up').click();
  await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
  const drawn = await page.getByRole('img', { name: 'QR code' }).evaluate((image) => image.decode().then(() => image.naturalWidth));
  expect(drawn > 0, 'the QR code is not drawn');
  await page.getByText('You cannot scan it?').click();
  const shown = await page.locator('.secret code').textContent();
  walk.seed = shown.replace(/\s/g, '');
  await walk.look('totp-setup');
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await walk.button('Turn on').click();
  await page.locator('input[name=totp][aria-invalid=true]').waitFor();
  await page.getByLabel('Code', { exact: true }).fill(totp(walk.seed));
  await walk.button('Turn on').click();
  await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
  walk.codes = await page.locator('.recovery__codes code').allTextContents();
  expect(walk.codes.length === 10, `${walk.codes.length} recovery codes`);
  await walk.look('recovery-codes');
  await walk.button('Copy all').click();
  await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
  const held = () => page.evaluate(() => navigator.clipboard.readText());
  await until(async () => (await held()) === walk.codes.join('\n'), 10, 'the clipboard holds the codes');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save as a file' }).click()]);
  expect(/recovery-codes\.txt$/.test(download.suggestedFilename()), download.suggestedFilename());
  await page.getByLabel('I have kept these codes').check();
  await walk.button('Done').click();
  await page.getByText('10 recovery codes left').waitFor();
  await walk.look('security');
}

/** Signs out and in with password and code, after a wrong one; then once more with a recovery code. */
export async function bySecondFactor(walk) {
  const { page } = walk;
  await walk.signOut();
  await firstStep(walk);
  await page.getByRole('heading', { level: 1, name: 'One more step' }).waitFor();
  expect(await isFocused(page.getByLabel('Code', { exact: true })), 'the code has the focus');
  await walk.look('second-factor');
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await walk.button('Continue').click();
  await page
    .getByRole('alert')
    .filter({ hasText: 'Wrong code' })
    .or(page.getByRole('alert').filter({ hasText: 'not right' }))
    .waitFor();
  // The code of this step was used to turn it on.
  await page.getByLabel('Code', { exact: true }).fill(totp(walk.seed, 1));
  await signOutAtOnce(walk, () => walk.button('Continue').click());
  await firstStep(walk);
  await walk.button('Use a recovery code instead').click();
  await page.getByLabel('Recovery code').fill(walk.codes.pop().toUpperCase());
  await walk.button('Continue').click();
  await walk.menu().waitFor();
}

/** Signs out while the page still asks for something of its user's, which must not be asked in the name of an ended session. */
async function signOutAtOnce(walk, signIn) {
  const { page } = walk;
  const [own, logout] = ['**/api/users/continue-watching*', '**/api/auth/logout'];
  const asked = page.waitForRequest(own);
  const settled = Promise.race(
    ['requestfinished', 'requestfailed'].map((event) => page.waitForEvent(event, async (request) => request === (await asked))),
  );
  const ended = new Promise((resolve) => {
    void page.route(logout, async (route) => {
      const response = await route.fetch();
      resolve();
      await settled;
      await route.fulfill({ response });
    });
  });
  await page.route(own, async (route) => {
    await Promise.race([ended, page.waitForTimeout(300)]);
    await route.continue().catch(() => undefined);
  });
  await signIn();
  await asked;
  await walk.signOut();
  await page.unroute(own);
  await page.unroute(logout);
}

/** Name and password, at the page's own address. */
export async function firstStep(walk) {
  const { page } = walk;
  await page.goto(`${walk.origin}/sign-in`);
  await page.getByLabel('E-mail or handle').fill(walk.handle);
  await page.getByLabel('Password').fill(walk.password);
  await walk.button('Sign in').click();
}
