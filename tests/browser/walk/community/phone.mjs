// The same pages on a telephone.
import { visitOnPhone } from '../phone.mjs';

export function onPhone(walk, browser, context) {
  const pages = [
    ['/', 'Últimos vídeos'],
    ['/search?q=cancion', 'Resultados de «cancion»'],
    [`/watch/${walk.options.video}`, walk.title],
    ['/playlists', 'Listas'],
    ['/history', 'Historial'],
    ['/notifications', 'Avisos'],
  ];
  return visitOnPhone(walk, browser, pages, context);
}
