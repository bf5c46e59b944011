// Drives what owners of videos do with them besides uploading, and what those do who keep the site in order: a date for a video,
// captions and chapters, the player in a page of another site, a report and what comes of it, categories, what one is told.
// In every page it listens for errors and asks axe-core.
// Usage: node owners.mjs --origin URL --owner NAME --viewer NAME --moderator NAME --admin NAME --password P --video ID --title T
//        --waiting T [--shots DIR]
// All have the same password. `--video` is public and called `--title`, `--waiting` is the title of another one; both are the owner's.
import { withBrowser } from './lib/browser.mjs';
import { expect, run } from './lib/cli.mjs';
import { categories } from './walk/owners/categories.mjs';
import { embed } from './walk/owners/embed.mjs';
import { report, settle } from './walk/owners/moderation.mjs';
import { signedIn } from './walk/owners/people.mjs';
import { onPhone } from './walk/owners/phone.mjs';
import { schedule } from './walk/owners/schedule.mjs';
import { share } from './walk/owners/share.mjs';
import { text } from './walk/owners/text.mjs';
import { wishes } from './walk/owners/wishes.mjs';

const given = { type: 'string', required: true };

/** Refusals that the walk provokes on purpose: a scheduled video without a date. */
const isProvoked = (url, status) => status === 422 && /\/api\/videos\/[^/]+$/.test(url);

async function steps(browser, options, result) {
  const owner = await signedIn(browser, options, result, options.owner, isProvoked);
  await schedule(owner);
  await text(owner);
  const code = await share(owner);
  await embed(owner, browser, code);
  const viewer = await signedIn(browser, options, result, options.viewer);
  await report(viewer);
  await wishes(viewer);
  await settle(await signedIn(browser, options, result, options.moderator), owner);
  const admin = await signedIn(browser, options, result, options.admin);
  await categories(admin);
  await onPhone(owner, admin, browser);
}

await run(
  {
    origin: given,
    owner: given,
    viewer: given,
    moderator: given,
    admin: given,
    password: given,
    video: given,
    title: given,
    waiting: given,
    shots: { type: 'string' },
  },
  async (options, result) => {
    Object.assign(result, { faults: [], accessibility: [], pages: [] });
    await withBrowser((browser) => steps(browser, options, result));
    expect(result.faults.length === 0, `faults in the pages: ${result.faults.join(' | ')}`);
    expect(result.accessibility.length === 0, `accessibility: ${result.accessibility.join(' | ')}`);
  },
);
