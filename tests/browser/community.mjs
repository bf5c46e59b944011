// Drives what people do with videos that are there: looking for one with suggestions, narrowing down, watching, talking below it,
// keeping it, going on where one stopped, what the owner learns of it, addresses that run out, signing out, and giving its
// password. In every page it listens for errors and asks axe-core.
// Usage: node community.mjs --origin URL --handle NAME --password P --video ID --title T --token TOKEN [--shots DIR]
// `--handle` watches; `--token` is that of the video's owner, who answers meanwhile.
import { listen, withBrowser } from './lib/browser.mjs';
import { expect, run } from './lib/cli.mjs';
import { count } from './walk/community/count.mjs';
import { find, visitor } from './walk/community/find.mjs';
import { keep } from './walk/community/keep.mjs';
import { leave } from './walk/community/leave.mjs';
import { parts } from './walk/community/parts.mjs';
import { onPhone } from './walk/community/phone.mjs';
import { renew } from './walk/community/renew.mjs';
import { resume } from './walk/community/resume.mjs';
import { talk } from './walk/community/talk.mjs';
import { unlock } from './walk/community/unlock.mjs';
import { Walk } from './walk/walk.mjs';

const text = { type: 'string', required: true };

await run(
  { origin: text, handle: text, password: text, video: text, title: text, token: text, shots: { type: 'string' } },
  async (options, result) => {
    await withBrowser(async (browser) => {
      const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      const faults = await listen(page);
      Object.assign(result, { faults, accessibility: [], pages: [] });
      const walk = new Walk(page, options, result);
      walk.title = options.title;
      // Each step begins where the one before ended.
      try {
        await visitor(walk);
        await signIn(walk);
        await find(walk);
        await talk(walk);
        await parts(walk);
        await resume(walk);
        await count(walk, browser);
        await keep(walk);
        await onPhone(walk, browser, context);
        await renew(walk, browser);
        await leave(walk);
        await unlock(walk, browser);
      } catch (error) {
        await walk.look('failed').catch(() => undefined);
        throw error;
      }
    });
    expect(result.faults.length === 0, `faults in the pages: ${result.faults.join(' | ')}`);
    expect(result.accessibility.length === 0, `accessibility: ${result.accessibility.join(' | ')}`);
  },
);

async function signIn(walk) {
  const { page, options } = walk;
  await page.goto(`${walk.origin}/sign-in`);
  await page.getByLabel('E-mail or handle').fill(options.handle);
  await page.getByLabel('Password').fill(options.password);
  await walk.button('Sign in').click();
  await walk.menu().waitFor();
}
