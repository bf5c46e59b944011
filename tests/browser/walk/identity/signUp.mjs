// A new account, and the proof of its address by the mail.
import { expect } from '../../lib/cli.mjs';

export const PASSWORD = 'seven clappers and a slate';

export async function signUp(walk) {
  const { page } = walk;
  walk.email = `${walk.handle}@example.test`;
  walk.password = PASSWORD;
  await page.goto(`${walk.origin}/account/security`);
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  await page.getByRole('link', { name: 'Continue with Corp ID' }).waitFor();
  await walk.look('sign-in');
  await page.getByRole('link', { name: 'Create account' }).click();
  await page.getByLabel('E-mail').fill(walk.email);
  await page.getByLabel('Handle').fill(walk.handle);
  await takesPasswords(page.locator('input[name=password]'));
  await page.getByLabel('Password').fill('password1');
  await walk.button('Create account').click();
  await page.locator('input[name=password][aria-invalid=true]').waitFor();
  expect(await isFocused(page.locator('input[name=password]')), 'the faulty field has the focus');
  await walk.look('sign-up-refused');
  await page.getByLabel('Password').fill(PASSWORD);
  await walk.button('Show what is typed').click();
  expect((await page.locator('input[name=password]').getAttribute('type')) === 'text', 'the password can be looked at');
  await walk.button('Create account').click();
  // Signing up leads back to the page that asked for it.
  await page.getByRole('heading', { level: 1, name: 'Sign-in and security' }).waitFor();
  await page.getByText('Not confirmed').waitFor();
  await verify(walk);
}

/** A password is hidden while it is typed, may be pasted, and is known as one to programs that keep passwords. */
async function takesPasswords(field) {
  expect((await field.getAttribute('type')) === 'password', 'the password can be read over the shoulder');
  expect((await field.getAttribute('autocomplete')) === 'new-password', 'a program that keeps passwords is not told');
  expect(await field.evaluate((input) => input.maxLength === -1 || input.maxLength >= 64), 'long passwords are cut off');
  const pasted = await field.evaluate((input) => input.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true })));
  expect(pasted, 'pasting is refused');
}

async function verify(walk) {
  const { page } = walk;
  const link = await walk.mailbox.link(walk.email, '/verify-email');
  await page.goto(link);
  await page.getByRole('heading', { level: 1, name: 'Confirm your address' }).waitFor();
  await walk.look('verify-email');
  // Opening the page is not pressing the button: programs that look into mails only open it.
  const { user } = await page.evaluate(() => fetch('/api/auth/session').then((answer) => answer.json()));
  expect(user.email_verified === false, 'a link that is only opened proves an address');
  await walk.button('Confirm address').click();
  await page.getByText('Your address is confirmed.').waitFor();
  await walk.look('verify-email-done');
  await page.goto(link);
  await walk.button('Confirm address').click();
  await page.getByRole('link', { name: 'Ask for another link' }).waitFor();
  await walk.look('verify-email-used');
  await page.goto(`${walk.origin}/account/security`);
  await page.getByText('Confirmed', { exact: true }).waitFor();
}

export const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement);
