// The same pages in Spanish, dark and on a telephone.
import { listen } from '../../lib/browser.mjs';
import { expect } from '../../lib/cli.mjs';

export async function onPhone(walk, browser, context) {
  const storageState = await context.storageState();
  const phone = await browser.newContext({
    storageState: { ...storageState, origins: [] },
    locale: 'es-ES',
    colorScheme: 'dark',
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
  });
  const page = await phone.newPage();
  page.setDefaultTimeout(15_000);
  const faults = await listen(page);
  for (const [path, heading] of [
    ['/', 'Últimos vídeos'],
    ['/search?q=cancion', 'Resultados de «cancion»'],
    [`/watch/${walk.options.video}`, walk.title],
    ['/playlists', 'Listas'],
    ['/history', 'Historial'],
    ['/notifications', 'Avisos'],
  ]) {
    await page.goto(walk.origin + path);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.getByText('Cargando').first().waitFor({ state: 'detached' });
    await walk.look(`phone-dark-es-${path.split(/[/?]/)[1] || 'home'}`, page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow <= 0, `${path} is ${overflow} px wider than a telephone`);
  }
  walk.result.faults.push(...faults);
  await phone.close();
}
