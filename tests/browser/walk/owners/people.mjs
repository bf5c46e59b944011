// Several people at once, each in a browser of one's own.
import { listen } from '../../lib/browser.mjs';
import { Walk } from '../walk.mjs';

/** Where all of them are. */
export const TIME_ZONE = 'Europe/Madrid';

/** A walk of somebody who has just signed in. A step that fails leaves a picture of where. */
export async function signedIn(browser, options, result, handle, isProvoked) {
  const context = await browser.newContext({
    locale: 'en-US',
    timezoneId: TIME_ZONE,
    viewport: { width: 1280, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  // All hear into one list, so that whoever reads it needs not know who there is.
  listenInto(result.faults, await listen(page, isProvoked));
  const walk = new Walk(page, options, result);
  walk.title = options.title;
  walk.who = handle;
  await page.goto(`${walk.origin}/sign-in`);
  await page.getByLabel('E-mail or handle').fill(handle);
  await page.getByLabel('Password').fill(options.password);
  await walk.button('Sign in').click();
  await walk.menu().waitFor();
  return walk;
}

/** Whatever is added to one list from now on is added to the other. */
export function listenInto(all, own) {
  all.push(...own);
  own.push = (...faults) => all.push(...faults);
}
