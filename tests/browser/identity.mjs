// Drives the pages about accounts as people would, against a real server and real peers: signing up and proving the address by
// the mail, a second factor, passkeys in Chromium's own virtual authenticator, identity providers, keys, sessions, a forgotten
// password, administration. In every page it listens for errors and asks axe-core.
// Usage: node identity.mjs --origin http://localhost:8080 [--admin NAME:PASSWORD] --old FILE [--shots DIR]
// `--old` names a file that is made when all sign-ins shall be old ones, and waited for to be taken away.
import { listen, withBrowser } from './lib/browser.mjs';
import { expect, run } from './lib/cli.mjs';
import { administration } from './walk/identity/administration.mjs';
import { deletion, devices, forgotten, keys } from './walk/identity/care.mjs';
import { bySecondFactor, factor } from './walk/identity/factor.mjs';
import { Mailbox } from './walk/identity/mailbox.mjs';
import { passkey } from './walk/identity/passkey.mjs';
import { onPhone } from './walk/identity/phone.mjs';
import { providers } from './walk/identity/providers.mjs';
import { signUp } from './walk/identity/signUp.mjs';
import { Walk } from './walk/walk.mjs';

/** Refusals that the walk provokes on purpose. */
const PROVOKED = [
  [401, '/api/auth/login'],
  [401, '/api/auth/login/second-factor'],
  [401, '/api/auth/refresh'],
  [403, '/api/auth/passkeys/register/start'],
  [403, '/api/auth/login'],
  [403, '/api/auth/login/second-factor'],
  [410, '/api/auth/email/verify'],
  [422, '/api/auth/register'],
  [422, '/api/auth/mfa/totp/confirm'],
  [503, '/api/auth/logout'],
];

const isProvoked = (url, status) => PROVOKED.some(([code, path]) => code === status && new URL(url).pathname === path);

/** Each step begins where the one before ended: signed in. */
async function steps(walk, browser, context) {
  await signUp(walk);
  await factor(walk);
  await bySecondFactor(walk);
  await keys(walk);
  await providers(walk, browser, isProvoked);
  await passkey(walk, context);
  await devices(walk);
  await onPhone(walk, browser, context);
  if (walk.options.admin) await administration(walk, browser, isProvoked);
  await forgotten(walk);
  await deletion(walk);
}

await run(
  {
    origin: { type: 'string', required: true },
    admin: { type: 'string' },
    old: { type: 'string', required: true },
    shots: { type: 'string' },
  },
  async (options, result) => {
    await withBrowser(async (browser) => {
      const context = await browser.newContext({
        locale: 'en-US',
        viewport: { width: 1280, height: 900 },
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      const page = await context.newPage();
      const faults = await listen(page, isProvoked);
      Object.assign(result, { faults, accessibility: [], pages: [] });
      const walk = new Walk(page, options, result);
      walk.mailbox = new Mailbox(walk.origin);
      await steps(walk, browser, context).catch(async (error) => {
        for (const [number, shown] of browser
          .contexts()
          .flatMap((each) => each.pages())
          .entries()) {
          await walk.look(`failed-${number}`, shown).catch(() => undefined);
        }
        throw error;
      });
    });
    expect(result.faults.length === 0, `faults in the pages: ${result.faults.join(' | ')}`);
    expect(result.accessibility.length === 0, `accessibility: ${result.accessibility.join(' | ')}`);
  },
);
