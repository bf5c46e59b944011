// Pages in Spanish, dark and on a telephone.
import { listen } from '../lib/browser.mjs';
import { expect } from '../lib/cli.mjs';

/** Settings of the telephone's browser. */
export const PHONE = { locale: 'es-ES', colorScheme: 'dark', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

/**
 * Looks at pages given as `[path, heading, open]`: `open`, if there is one, does something in the page first. Whoever is
 * signed in in `context` is so here too; without one it is a visitor.
 */
export async function visitOnPhone(walk, browser, pages, context, settings = {}) {
  const storageState = context && { ...(await context.storageState()), origins: [] };
  const phone = await browser.newContext({ ...PHONE, ...settings, ...(storageState && { storageState }) });
  const page = await phone.newPage();
  const faults = await listen(page);
  for (const [path, heading, open] of pages) {
    await page.goto(walk.origin + path);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.getByText('Cargando').first().waitFor({ state: 'detached' });
    await open?.(page);
    await walk.look(`phone-dark-es-${nameOf(path)}`, page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow <= 0, `${path} is ${overflow} px wider than a telephone`);
  }
  walk.result.faults.push(...faults);
  await phone.close();
}

const nameOf = (path) =>
  path
    .split('?')[0]
    .slice(1)
    .replace(/[0-9a-f-]{36}/, 'id')
    .replaceAll('/', '-') || 'home';
