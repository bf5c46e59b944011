// Below the video: a comment with markup, a like, an edit; somebody else answers, and that is seen without a reload.
import { expect, until } from '../../lib/cli.mjs';

export async function talk(walk) {
  const { page } = walk;
  await like(walk);
  await page.getByLabel('Add a comment').fill('At 0:03 the *sea* is lovely <b>indeed</b>');
  await walk.look('comment-form');
  await walk.button('Comment').click();
  const mine = page.locator('.comment', { hasText: 'is lovely' }).first();
  await mine.waitFor();
  expect((await mine.locator('em').textContent()) === 'sea', 'the markup is not shown');
  expect((await mine.locator('.comment__body b').count()) === 0, 'HTML of a comment becomes HTML of the page');
  await mine.getByRole('link', { name: '0:03' }).click();
  await until(() => page.locator('.player video').evaluate((video) => video.currentTime >= 3), 15, 'a time in a comment leads into the video');
  await page.locator('.player video').evaluate((video) => video.pause());

  const place = await mine.getAttribute('id');
  await theOwner(walk, { body: 'Thank you!', parent_id: place.replace('comment-', '') });
  await page.locator('.comment .comment', { hasText: 'Thank you!' }).waitFor();
  await theOwner(walk, { body: 'New here for everybody' });
  await walk.button('Show 1 new comment').click();
  await page.locator('.comment', { hasText: 'New here for everybody' }).waitFor();
  await walk.look('comments');
  await reply(walk);
  await change(walk, page.locator(`#${place}`));
}

async function like(walk) {
  const { page } = walk;
  const button = page.getByRole('button', { name: /^Like, 0 likes$/ });
  await button.click();
  await page.getByRole('button', { name: 'Like, 1 like', exact: true, pressed: true }).waitFor();
}

/** What the owner of the video says, from elsewhere. */
async function theOwner(walk, comment) {
  const answer = await fetch(`${walk.origin}/api/comments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${walk.options.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ video_id: walk.options.video, ...comment }),
  });
  expect(answer.status === 201, `a comment of the owner: ${answer.status} ${await answer.text()}`);
}

async function reply(walk) {
  const { page } = walk;
  const theirs = page.locator('.comment', { hasText: 'New here for everybody' }).last();
  await theirs.getByRole('button', { name: /^Reply to/ }).click();
  const area = theirs.getByLabel(/^Reply to/).and(page.locator('textarea'));
  expect(await area.evaluate((element) => element === document.activeElement), 'the reply does not take the focus');
  await area.fill('Welcome');
  await page.keyboard.press('Control+Enter');
  await theirs.locator('.comment', { hasText: 'Welcome' }).waitFor();
  await theirs.getByRole('button', { name: /^Like the comment by .*0 likes$/ }).first().click();
  await theirs.getByRole('button', { name: /^Like the comment by .*1 like$/ }).waitFor();
}

/** Another wording, and none at all: the reply keeps its place. */
async function change(walk, mine) {
  const { page } = walk;
  const menu = () => mine.getByRole('button', { name: /^More about the comment/ }).first();
  await menu().click();
  await mine.getByRole('button', { name: 'Edit', exact: true }).click();
  await mine.getByLabel('Edit your comment').fill('The sea is lovely at noon');
  await mine.getByRole('button', { name: 'Save', exact: true }).click();
  await mine.getByText('(edited)').waitFor();
  await menu().click();
  await mine.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('This comment was deleted.').waitFor();
  await page.locator('.comment .comment', { hasText: 'Thank you!' }).waitFor();
}
