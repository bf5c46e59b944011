// What owners do with their accounts: keys for programs, other devices, a forgotten password, leaving and coming back.
import { expect } from '../../lib/cli.mjs';

/** A key is shown once, works as far as it was allowed, and not after it was revoked. */
export async function keys(walk) {
  const { page } = walk;
  await page.goto(`${walk.origin}/account/keys`);
  await walk.button('New key').click();
  await page.getByLabel('What it is for').fill('Nightly import');
  await page.getByLabel('See your videos').check();
  await walk.look('keys-form');
  await walk.button('Make key').click();
  const key = await page.locator('.secret code').textContent();
  await walk.look('keys-made');
  const ask = async (path) => (await fetch(walk.origin + path, { headers: { authorization: `Bearer ${key}` } })).status;
  expect((await ask('/api/videos/mine')) === 200, 'the key does not work');
  expect((await ask('/api/auth/sessions')) === 403, 'the key does too much');
  await walk.button('I have it').click();
  await walk.button('Revoke Nightly import').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await walk.button('Revoke Nightly import').waitFor({ state: 'detached' });
  expect((await ask('/api/videos/mine')) === 401, 'a revoked key works');
}

/** Another device is seen here, and signed out from here. */
export async function devices(walk) {
  const { page } = walk;
  const body = { email_or_handle: walk.handle, password: walk.password, recovery_code: undefined };
  const first = await fetch(`${walk.origin}/api/auth/login?delivery=body`, post(body, 'curl/8.0'));
  const { second_factor } = await first.json();
  const second = await fetch(
    `${walk.origin}/api/auth/login/second-factor?delivery=body`,
    post({ ticket: second_factor.ticket, recovery_code: walk.codes.pop() }, 'curl/8.0'),
  );
  const { access_token } = await second.json();
  await page.goto(`${walk.origin}/account/devices`);
  await page.getByText('This device').waitFor();
  await walk.look('devices');
  await walk.button('Sign out curl').click();
  await walk.button('Sign out curl').waitFor({ state: 'detached' });
  const refused = await fetch(`${walk.origin}/api/videos/mine`, { headers: { authorization: `Bearer ${access_token}` } });
  expect(refused.status === 401, `a session that was ended answers ${refused.status}`);
}

const post = (body, agent) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'user-agent': agent },
  body: JSON.stringify(body),
});

/** Asks for a link, sets another password by it, and is signed out everywhere. */
export async function forgotten(walk) {
  const { page } = walk;
  await cannotLeave(walk);
  await walk.signOut();
  await page.goto(`${walk.origin}/sign-in`);
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByLabel('E-mail').fill(walk.email.toUpperCase());
  await walk.button('Send the link').click();
  await page.getByRole('heading', { level: 1, name: 'Look into your mail' }).waitFor();
  await walk.look('forgot-password-sent');
  await page.goto(await walk.mailbox.link(walk.email, '/reset-password'));
  walk.password = 'a slate and seven clappers';
  await page.getByLabel('New password').fill(walk.password);
  await walk.look('reset-password');
  await walk.button('Save password').click();
  await page.getByRole('heading', { level: 1, name: 'Your new password is set' }).waitFor();
  await page.locator('main').getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('E-mail or handle').fill(walk.email);
  await page.getByLabel('Password').fill(walk.password);
  await walk.button('Sign in').click();
  await walk.button('Use a recovery code instead').click();
  await page.getByLabel('Recovery code').fill(walk.codes.pop());
  await walk.button('Continue').click();
  await walk.menu().waitFor();
}

/** A server in trouble ends no session, which is not hidden from who wants to leave. */
async function cannotLeave(walk) {
  const { page } = walk;
  const logout = '**/api/auth/logout';
  await page.route(logout, (route) => route.fulfill({ status: 503 }));
  await walk.menu().click();
  await walk.button('Sign out').click();
  await page.getByText('You are still signed in').waitFor();
  await page.unroute(logout);
  await walk.look('still-signed-in');
}

/** Leaves; nobody can sign in; comes back. */
export async function deletion(walk) {
  const { page } = walk;
  await page.goto(`${walk.origin}/account/data`);
  await walk.look('data');
  await walk.button('Delete my account').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Yes, delete it' }).click();
  await page.getByText('Your account is deleted.').waitFor();
  await page.goto(`${walk.origin}/sign-in`);
  await page.getByLabel('E-mail or handle').fill(walk.handle);
  await page.getByLabel('Password').fill(walk.password);
  await walk.button('Sign in').click();
  const second = page.getByRole('heading', { level: 1, name: 'One more step' });
  const gone = page.getByRole('heading', { level: 1, name: 'This account was deleted' });
  await second.or(gone).waitFor();
  if (await second.isVisible()) {
    await walk.button('Use a recovery code instead').click();
    await page.getByLabel('Recovery code').fill(walk.codes.pop());
    await walk.button('Continue').click();
    await gone.waitFor();
  }
  await walk.look('restore');
  await walk.button('Have it back').click();
  await page.getByText('Your account is back.').waitFor();
}
