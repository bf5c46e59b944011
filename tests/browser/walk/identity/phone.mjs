// The same pages in Spanish, dark and on a telephone.
import { listen } from '../../lib/browser.mjs';
import { expect } from '../../lib/cli.mjs';

const PAGES = [
  ['/account', 'Perfil'],
  ['/account/security', 'Acceso y seguridad'],
  ['/account/devices', 'Dispositivos'],
  ['/account/keys', 'Claves de API'],
  ['/account/data', 'Tus datos'],
];

const OPEN_PAGES = [
  ['/sign-in', 'Iniciar sesión'],
  ['/sign-up', 'Crea tu cuenta'],
  ['/forgot-password', '¿Has olvidado la contraseña?'],
];

export async function onPhone(walk, browser, context) {
  const storageState = await context.storageState();
  const settings = { locale: 'es-ES', colorScheme: 'dark', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
  await visit(walk, await browser.newContext({ ...settings, storageState: { ...storageState, origins: [] } }), PAGES);
  await visit(walk, await browser.newContext(settings), OPEN_PAGES);
}

async function visit(walk, context, pages) {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults = await listen(page);
  for (const [path, heading] of pages) {
    await page.goto(walk.origin + path);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.getByText('Cargando').first().waitFor({ state: 'detached' });
    await walk.look(`phone-dark-es${path.replaceAll('/', '-')}`, page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow <= 0, `${path} is ${overflow} px wider than a telephone`);
  }
  walk.result.faults.push(...faults);
  await context.close();
}
