// One Chromium for a script, and an ear on everything that goes wrong in its pages.
import { chromium } from 'playwright-core';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--autoplay-policy=no-user-gesture-required',
];

/** Milliseconds that a page may take on a busy machine. */
const PATIENCE = 180_000;

/** Starts Chromium (`CHROMIUM`, else the system's), hands it to `use` and closes it whatever happens. */
export async function withBrowser(use) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

/**
 * Waits as long as a busy machine needs, and collects console errors, uncaught exceptions, CSP violations and answers of
 * 400 and above from a page.
 *
 * `expected(url, status)` names refusals that the script provokes on purpose; the console line that the browser writes
 * for each of them is left out, too.
 */
export async function listen(page, expected = () => false) {
  page.setDefaultTimeout(PATIENCE);
  const faults = [];
  const provoked = new Set();
  page.on('response', (response) => {
    if (response.status() < 400) return;
    if (expected(response.url(), response.status())) provoked.add(response.url());
    else faults.push(`${response.status()} ${response.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !provoked.has(message.location().url)) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  await page.exposeFunction('reportViolation', (text) => faults.push(`csp: ${text}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      window.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  return faults;
}
