// The same pages in Spanish, dark and on a telephone.
import { listen } from '../../lib/browser.mjs';
import { expect } from '../../lib/cli.mjs';
import { listenInto, TIME_ZONE } from './people.mjs';

export async function onPhone(owner, admin, browser) {
  const { video, waiting } = owner.options;
  await visit(owner, browser, [
    [`/my-videos/${video}/text`, `Subtítulos y capítulos de ${owner.title}`],
    ['/account/notifications', 'Avisos'],
    ['/my-videos', 'Mis vídeos', (page) => page.getByRole('button', { name: `Editar ${waiting}` }).click()],
    [`/watch/${video}`, owner.title, (page) => page.getByRole('button', { name: 'Compartir', exact: true }).click()],
  ]);
  await visit(admin, browser, [
    ['/admin/reports', 'Denuncias', (page) => page.getByLabel('Estado').selectOption('Cualquier estado')],
    ['/admin/categories', 'Categorías'],
  ]);
}

async function visit(walk, browser, pages) {
  const storageState = await walk.page.context().storageState();
  const phone = await browser.newContext({
    storageState: { ...storageState, origins: [] },
    locale: 'es-ES',
    timezoneId: TIME_ZONE,
    colorScheme: 'dark',
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
  });
  const page = await phone.newPage();
  page.setDefaultTimeout(15_000);
  listenInto(walk.result.faults, await listen(page));
  for (const [path, heading, open] of pages) {
    await page.goto(walk.origin + path);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.getByText('Cargando').first().waitFor({ state: 'detached' });
    await open?.(page);
    // What was opened has its colours only after a moment.
    await page.waitForTimeout(400);
    await walk.look(`phone-dark-es${path.replace(walk.options.video, 'video').replaceAll('/', '-')}`, page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow <= 0, `${path} is ${overflow} px wider than a telephone`);
  }
  await phone.close();
}
