// Passkeys, held by Chromium's virtual authenticator: made after a fresh proof, signed in with, used as that proof.
import { existsSync, writeFileSync } from 'node:fs';
import { expect, until } from '../../lib/cli.mjs';

export async function passkey(walk, context) {
  const { page } = walk;
  const device = await authenticator(page, context);
  await page.goto(`${walk.origin}/account/security`);
  await walk.button('Add a passkey').click();
  await page.getByLabel('Name', { exact: true }).fill('Test device');
  await age(walk);
  await walk.button('Make passkey').click();
  await prove(walk);
  await page.getByText('“Test device” can sign you in now.').waitFor();
  await walk.look('passkeys');
  await walk.signOut();
  await signIn(walk, device);
  await rename(walk);
}

async function authenticator(page, context) {
  const client = await context.newCDPSession(page);
  await client.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true };
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...options, automaticPresenceSimulation: true },
  });
  return {
    credentials: async () => (await client.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    touch: (enabled) => client.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
  };
}

/** Has whoever started this make every sign-in so far an old one: a file asks for it, and goes away when it is done. */
async function age({ options }) {
  writeFileSync(options.old, '');
  await until(() => !existsSync(options.old), 30, 'the sign-ins are old');
}

/** The sign-in was a while ago, so the page asks; password and recovery code answer, and the passkey is made. */
async function prove(walk) {
  const dialog = walk.page.getByRole('dialog', { name: 'Is it still you?' });
  await dialog.getByLabel('Password').fill(walk.password);
  await walk.look('reauthenticate');
  await dialog.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await dialog.getByLabel('Recovery code').fill(walk.codes.pop());
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** By the passkey alone, which is two factors at once. */
async function signIn(walk, device) {
  const { page } = walk;
  // Nobody touches the device before the button is pressed: the form offers passkeys by itself.
  await device.touch(false);
  const offered = page.waitForResponse((answer) => answer.url().includes('/api/auth/passkeys/login/start'));
  await page.goto(`${walk.origin}/sign-in?return_to=%2Faccount%2Fsecurity`);
  await offered;
  await walk.button('Use a passkey').waitFor();
  await walk.look('sign-in-passkey');
  await device.touch(true);
  await walk.button('Use a passkey').click();
  await page.getByRole('heading', { level: 1, name: 'Sign-in and security' }).waitFor();
  await walk.signOut();
  // Picked among the suggestions of the form, which the virtual authenticator does by itself when it may.
  await page.goto(`${walk.origin}/sign-in?return_to=%2Faccount%2Fsecurity`);
  await page.getByRole('heading', { level: 1, name: 'Sign-in and security' }).waitFor();
  await device.touch(false);
  const [credential] = await device.credentials();
  expect(credential?.signCount > 2, `the authenticator has signed ${credential?.signCount} times`);
}

async function rename(walk) {
  const { page } = walk;
  await walk.button('Rename Test device').click();
  await page.getByLabel('Name', { exact: true }).fill('Renamed device');
  await walk.button('Save').click();
  await walk.button('Rename Renamed device').waitFor();
  await until(
    async () => (await page.getByText('used now').count()) + (await page.getByText(/used \d+ (second|minute)/).count()) > 0,
    5,
    'its use is noted',
  );
}
