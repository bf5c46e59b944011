// A link to where one is, and the code for another page.
import { expect, until } from '../../lib/cli.mjs';

/** Gives the code. */
export async function share(walk) {
  const { page } = walk;
  await page.goto(`${walk.origin}/watch/${walk.options.video}?t=5`);
  const video = page.locator('.player video');
  await until(() => video.evaluate(({ currentTime }) => currentTime >= 5), 20, 'the video stands where the link says');
  await walk.button('Share').click();
  const dialog = page.getByRole('dialog');
  const address = `${walk.origin}/watch/${walk.options.video}`;
  const link = dialog.getByLabel('Link');
  expect((await link.inputValue()) === address, `the link is ${await link.inputValue()}`);
  await dialog.getByLabel('Start at 0:05').check();
  expect((await link.inputValue()) === `${address}?t=5`, `from here the link is ${await link.inputValue()}`);
  await walk.look('share');
  await dialog.getByRole('button', { name: 'Copy code' }).click();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await until(async () => (await copied()).startsWith('<iframe '), 10, 'the code is copied');
  const code = await copied();
  expect(code.includes(`/embed/${walk.options.video}?t=5`), code);
  await dialog.getByRole('button', { name: 'Close' }).click();
  return code;
}
