// Drives the real web app as a user would: account, upload, encode, watching, editing, deleting; in every page it listens for
// errors and asks axe-core. Usage: node app.mjs --origin http://127.0.0.1:8080 --file clip.mp4 [--shots DIR] [--timeout SECONDS]
import { listen, withBrowser } from './lib/browser.mjs';
import { expect, run } from './lib/cli.mjs';
import { account, visitor } from './walk/account.mjs';
import { manage, onPhone } from './walk/manage.mjs';
import { upload } from './walk/upload.mjs';
import { Walk } from './walk/walk.mjs';
import { watch } from './walk/watch.mjs';

await run(
  {
    origin: { type: 'string', required: true },
    file: { type: 'string', required: true },
    shots: { type: 'string' },
    timeout: { type: 'string', default: '120' },
  },
  async (options, result) => {
    await withBrowser(async (browser) => {
      const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      // A password that is too short is sent on purpose, once.
      const faults = await listen(page, (url, status) => status === 422 && url.endsWith('/api/auth/register'));
      Object.assign(result, { faults, accessibility: [], pages: [] });
      const walk = new Walk(page, options, result);
      // Each step begins where the one before ended.
      await visitor(walk);
      await account(walk);
      await upload(walk);
      await watch(walk);
      await onPhone(walk, browser, context);
      await manage(walk);
    });
    expect(result.faults.length === 0, `faults in the pages: ${result.faults.join(' | ')}`);
    expect(result.accessibility.length === 0, `accessibility: ${result.accessibility.join(' | ')}`);
  },
);
