// The same pages on a telephone.
import { visitOnPhone } from '../phone.mjs';

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
  await visitOnPhone(walk, browser, PAGES, context);
  await visitOnPhone(walk, browser, OPEN_PAGES);
}
