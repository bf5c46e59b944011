// From a few letters to the video: suggestions, results, filters.
import { expect, until } from '../../lib/cli.mjs';

const box = (page) => page.getByRole('combobox', { name: /^(Search|Buscar)$/ });

/** Whoever has no account can look, read and listen; what needs one asks for it and comes back. */
export async function visitor(walk) {
  const { page } = walk;
  await page.goto(`${walk.origin}/watch/${walk.options.video}`);
  await page.getByRole('heading', { level: 1, name: walk.title }).waitFor();
  await page.getByRole('link', { name: 'Sign in to comment' }).waitFor();
  await walk.look('visitor-watch');
  await walk.button('Favourite').click();
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  expect(new URL(page.url()).searchParams.get('return_to') === `/watch/${walk.options.video}`, `comes back to ${page.url()}`);
}

/** Types without the accent, takes a suggestion by the keyboard, narrows the results down and opens the video. */
export async function find(walk) {
  const { page, result } = walk;
  await page.goto(`${walk.origin}/`);
  await page.getByRole('link', { name: walk.title }).first().waitFor();
  await walk.look('home');
  await page.getByLabel('Length').selectOption({ label: 'Over an hour' });
  await page.getByRole('heading', { level: 2, name: 'No video matches' }).waitFor();
  await page.getByRole('link', { name: 'Reset filters' }).click();
  await page.getByRole('link', { name: walk.title }).first().waitFor();

  const suggested = page.waitForResponse((answer) => answer.url().endsWith('/api/search/suggest?q=cancion'));
  await box(page).pressSequentially('cancion', { delay: 30 });
  await suggested;
  const options = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
  await options.first().waitFor();
  result.suggestions = await options.allTextContents();
  expect(
    result.suggestions.some((text) => text.toLowerCase().includes('canción')),
    `suggestions: ${result.suggestions}`,
  );
  await walk.look('suggestions');
  await page.keyboard.press('ArrowDown');
  expect((await options.first().getAttribute('aria-selected')) === 'true', 'the arrow does not choose');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Results for “cancion”' }).waitFor();
  const found = page.locator('main').getByRole('link', { name: walk.title });
  await found.waitFor();
  result.marked = await page.locator('main mark').allTextContents();
  expect(result.marked.includes('canción') || result.marked.includes('Canción'), `marked: ${result.marked}`);
  await walk.look('search');
  await page.getByLabel('Length').selectOption('0-240');
  await until(() => new URL(page.url()).searchParams.get('duration') === '0-240', 5, 'the address names the filter');
  await found.click();
  await page.getByRole('heading', { level: 1, name: walk.title }).waitFor();
}
