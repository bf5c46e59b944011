// The upload, broken off and taken up again, and the encode behind it.
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, until } from '../lib/cli.mjs';

/** From the file dialogue to a video that is ready, having played while it was still being encoded. */
export async function upload(walk) {
  const { page, result } = walk;
  await page.getByRole('link', { name: 'Upload', exact: true }).first().click();
  await walk.look('upload-empty');
  await page.setInputFiles('input[type=file]', walk.options.file);
  const title = page.getByLabel('Title');
  result.prefilled_title = await title.inputValue();
  expect(basename(walk.options.file).startsWith(result.prefilled_title.slice(0, 3)), 'the title comes from the file name');
  await title.fill(walk.title);
  await page.getByLabel('Description').fill('First line.\nSecond line.');
  await walk.look('upload-form');
  const status = page.locator('.upload-status');
  await breakOff(walk, status);
  const began = Date.now();
  await walk.button('Continue upload').click();
  result.phases = [];
  const phase = async () => {
    const now = await status.getAttribute('data-phase');
    if (result.phases.at(-1) !== now) result.phases.push(now);
    await refuseFailure(status);
    return now;
  };
  await until(
    async () => ['encoding', 'ready'].includes(await phase()),
    walk.seconds,
    () => `upload, phases ${result.phases}`,
  );
  result.uploaded_ms = Date.now() - began;
  expect(result.resumed_at > 0, `the upload went on at ${result.resumed_at}`);
  await until(
    async () => (await phase(), await page.locator('.player video').count()),
    walk.seconds,
    () => `playable, phases ${result.phases}`,
  );
  result.playable_ms = Date.now() - began;
  result.encoding_when_playable = (await phase()) === 'encoding';
  await page.locator('.player__start').click();
  await walk.advances(1, 'the player on the upload page');
  await walk.look('upload-playing');
  result.rungs_seen = await page.locator('.rungs progress').count();
  await until(
    async () => (await phase()) === 'ready',
    walk.seconds,
    () => `ready, phases ${result.phases}`,
  );
  result.ready_ms = Date.now() - began;
}

/** Ends the walk with the app's own words when it says that the upload or the encode failed. */
async function refuseFailure(status) {
  if ((await status.getAttribute('data-phase')) !== 'failed') return;
  throw new Error(`the app says: ${(await status.locator('.alert').allTextContents()).join(' ')}`);
}

/** Starts the upload on a slow line, pauses and resumes it, and reloads the page in the middle; the file is picked again. */
async function breakOff(walk, status) {
  const { page, result } = walk;
  const line = await page.context().newCDPSession(page);
  const conditions = { offline: false, latency: 0, downloadThroughput: -1 };
  const { size } = statSync(walk.options.file);
  expect(size >= 500_000, '--file is too small to be broken off: 500 kB at least');
  // So slow that it does not come to its end while it is looked at.
  await line.send('Network.emulateNetworkConditions', { ...conditions, uploadThroughput: Math.ceil(size / 40) });
  await walk.button('Start upload').click();
  const share = async () => {
    await refuseFailure(status);
    return status
      .locator('progress')
      .first()
      .evaluate((bar) => bar.value);
  };
  await until(
    async () => (await share()) > 0.2,
    walk.seconds,
    async () => `a fifth is uploaded, ${await share()} is`,
  );
  await walk.button('Pause').click();
  const paused = await share();
  await page.waitForTimeout(700);
  expect((await share()) - paused < 0.05, 'bytes are sent in spite of the pause');
  await walk.button('Resume').click();
  await until(
    async () => (await share()) > Math.max(0.4, paused),
    walk.seconds,
    async () => `it goes on after the pause, ${await share()}`,
  );
  await walk.look('upload-sending');
  page.once('dialog', (dialog) => dialog.accept());
  await page.reload();
  await page.getByText('Unfinished uploads').waitFor();
  await walk.look('upload-unfinished');
  await page.setInputFiles('input[type=file]', walk.options.file);
  await page.getByText(`as “${walk.title}”`).waitFor();
  const offset = page.waitForResponse((response) => response.request().method() === 'HEAD');
  void offset.then((response) => (result.resumed_at = Number(response.headers()['upload-offset']))).catch(() => undefined);
  await line.send('Network.emulateNetworkConditions', { ...conditions, uploadThroughput: -1 });
}
