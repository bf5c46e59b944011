// Signing in elsewhere: a real OpenID provider, and a server in the shape of GitHub.
import { listen } from '../../lib/browser.mjs';
import { expect } from '../../lib/cli.mjs';

/** In a browser of its own, whose user never has a password. */
export async function providers(walk, browser, isProvoked) {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const faults = await listen(page, isProvoked);
  await elsewhere(walk, page, 'Corp ID', `corp_${walk.handle}`);
  await walk.menu(page).waitFor();
  const { user } = await page.evaluate(() => fetch('/api/auth/session').then((answer) => answer.json()));
  expect(user.handle === `corp_${walk.handle}` && user.email_verified, `an account of the provider's words: ${JSON.stringify(user)}`);
  await link(walk, page);
  await walk.signOut(page);
  // The providers forget who is there, too.
  await context.clearCookies();
  await cancelled(walk, page);
  await incomplete(walk, page);
  walk.result.faults.push(...faults);
  await context.close();
}

async function elsewhere(walk, page, provider, account, answer = 'Allow') {
  await page.goto(`${walk.origin}/sign-in`);
  await page.getByRole('link', { name: `Continue with ${provider}` }).click();
  await answerThere(page, account, answer);
}

async function answerThere(page, account, answer = 'Allow') {
  await page.getByRole('textbox', { name: 'Account' }).fill(account);
  await page.getByRole('button', { name: answer }).click();
}

/** Another provider beside the first, taken away again; the last way in stays. */
async function link(walk, page) {
  await page.goto(`${walk.origin}/account/security`);
  await page.getByText('Your account has no password yet').waitFor();
  await page.getByRole('button', { name: 'Link Hub', exact: true }).click();
  await answerThere(page, `hub-${walk.handle}`);
  await page.getByText('Hub is linked.').waitFor();
  await walk.look('identities', page);
  await page.getByRole('button', { name: 'Unlink Corp ID' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click();
  await page.getByRole('button', { name: 'Link Corp ID', exact: true }).waitFor();
  // From now on only the other one opens the account.
  await walk.signOut(page);
  await elsewhere(walk, page, 'Hub', `hub-${walk.handle}`);
  await walk.menu(page).waitFor();
}

async function cancelled(walk, page) {
  await elsewhere(walk, page, 'Corp ID', 'nobody', 'Deny');
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  await page.getByRole('alert').filter({ hasText: 'cancelled' }).waitFor();
  await walk.look('sign-in-cancelled', page);
}

/** The provider vouches for no address: it is asked for. */
async function incomplete(walk, page) {
  await elsewhere(walk, page, 'Hub', `${walk.handle}-bare`);
  await page.getByRole('heading', { level: 1, name: 'One more thing' }).waitFor();
  await page.getByLabel('E-mail').fill(`bare-${walk.handle}@example.test`);
  await walk.look('complete-sign-up', page);
  await page.getByRole('button', { name: 'Create account' }).click();
  await walk.menu(page).waitFor();
  expect(!page.url().includes('ticket'), 'the ticket is still in the address');
}
