// What a viewer keeps: a favourite, a playlist, who is followed; and what the history says.

export async function keep(walk) {
  const { page } = walk;
  await page.goto(`${walk.origin}/watch/${walk.options.video}`);
  await walk.button('Favourite').click();
  await page.getByRole('button', { name: 'Favourite', pressed: true }).waitFor();
  await page.getByRole('button', { name: /^Follow / }).first().click();
  await page.getByRole('button', { name: /^Following .*Unfollow$/ }).first().waitFor();
  await walk.button('Save').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'New playlist' }).click();
  await dialog.getByLabel('Name').fill('Sea songs');
  await walk.look('save-dialog');
  await dialog.getByRole('button', { name: 'Make playlist' }).click();
  await dialog.getByRole('checkbox', { name: 'Sea songs', checked: true }).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();

  await page.goto(`${walk.origin}/playlists`);
  await page.getByRole('link', { name: 'Sea songs' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sea songs' }).waitFor();
  await page.getByRole('link', { name: walk.title }).waitFor();
  await walk.look('playlist');
  await page.getByRole('link', { name: 'Play all' }).click();
  await page.getByRole('heading', { level: 2, name: 'Sea songs' }).waitFor();
  for (const [path, title] of [
    ['/favorites', 'Favourites'],
    ['/history', 'History'],
    ['/feed', 'Following'],
  ]) {
    await page.goto(walk.origin + path);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.getByRole('link', { name: walk.title }).first().waitFor();
    await walk.look(path.slice(1));
  }
  await page.goto(`${walk.origin}/notifications`);
  // The owner answered a comment.
  await page.getByRole('link', { name: /replied to you/ }).waitFor();
  await walk.look('notifications');
  await walk.button('Mark all as read').click();
  await page.locator('.told__item[data-unread=true]').first().waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Notifications', exact: true }).waitFor();
}
