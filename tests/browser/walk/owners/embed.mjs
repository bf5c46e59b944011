// The player in a page of another site: without cookies or anything kept, with captions, chapters, a view that counts and the way to the video's page.
import { createServer } from 'node:http';
import { listen } from '../../lib/browser.mjs';
import { expect, until } from '../../lib/cli.mjs';
import { listenInto } from './people.mjs';

/** The name of this machine that makes it another site than the server's own address. */
const ELSEWHERE = 'localhost';

export async function embed(walk, browser, code) {
  const site = createServer((request, response) => {
    const found = request.url === '/';
    response.writeHead(found ? 200 : 204, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(found ? `<!doctype html><html lang="en"><title>A blog</title><body><h1>A blog</h1>${code}` : undefined);
  });
  await new Promise((done) => site.listen(0, ELSEWHERE, done));
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 900, height: 600 } });
  try {
    const page = await context.newPage();
    listenInto(walk.result.faults, await listen(page));
    await framed(walk, page, `http://${ELSEWHERE}:${site.address().port}/`);
    expect((await context.cookies()).length === 0, 'the player sets cookies');
    await alone(walk, page);
  } finally {
    await context.close();
    site.close();
  }
}

async function framed(walk, page, url) {
  await page.goto(url);
  const frame = page.frameLocator('iframe');
  const video = frame.locator('.player video');
  expect(await video.getAttribute('poster'), 'there is no poster');
  const counted = page.waitForResponse((answer) => answer.url().endsWith(`/api/videos/${walk.options.video}/views`));
  await walk.stopAfter(7.5, video);
  await frame.getByRole('button', { name: 'Play', exact: true }).first().click();
  const time = () => video.evaluate(({ currentTime, paused }) => (paused ? currentTime : 0));
  await until(async () => (await time()) > 7.5, 30, async () => `it starts at 5, plays and stops, it is at ${await time()}`);
  await until(async () => (await frame.locator('.controls__space').textContent()) === 'The sea', 30, 'the chapter is named');
  await frame.getByLabel('Captions', { exact: true }).selectOption({ label: 'English, with sounds' });
  const said = () =>
    video.evaluate(({ textTracks }) => [...textTracks].flatMap((track) => [...(track.activeCues ?? [])].map(({ text }) => text)).join());
  await until(async () => (await said()) === 'Hello, sea', 20, async () => `the captions say "${await said()}"`);
  await video.evaluate((element) => element.play());
  expect((await counted).status() === 204, 'who watches elsewhere is not counted');
  await video.evaluate((element) => element.pause());
  const link = frame.getByRole('link', { name: walk.title });
  expect((await link.getAttribute('href')).startsWith(`${walk.origin}/watch/${walk.options.video}?t=`), 'the title leads to the page');
  await walk.look('embed-framed', page);
}

/** By itself, as large as a card and as a page. */
async function alone(walk, page) {
  for (const [name, width, height] of [
    ['small', 320, 180],
    ['large', 1280, 720],
  ]) {
    await page.setViewportSize({ width, height });
    await page.goto(`${walk.origin}/embed/${walk.options.video}`);
    await page.locator('.player__start').waitFor();
    await walk.look(`embed-${name}`, page);
    const overflow = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    expect(overflow <= 0, `the frame scrolls by ${overflow} px`);
  }
}
