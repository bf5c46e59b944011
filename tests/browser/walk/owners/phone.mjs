// The same pages on a telephone.
import { visitOnPhone } from '../phone.mjs';
import { TIME_ZONE } from './people.mjs';

export async function onPhone(owner, admin, browser) {
  const { video, waiting } = owner.options;
  const visit = (walk, pages) => visitOnPhone(walk, browser, pages, walk.page.context(), { timezoneId: TIME_ZONE });
  await visit(owner, [
    [`/my-videos/${video}/text`, `Subtítulos y capítulos de ${owner.title}`],
    ['/account/notifications', 'Avisos'],
    ['/my-videos', 'Mis vídeos', (page) => page.getByRole('button', { name: `Editar ${waiting}` }).click()],
    [`/watch/${video}`, owner.title, (page) => page.getByRole('button', { name: 'Compartir', exact: true }).click()],
  ]);
  await visit(admin, [
    ['/admin/reports', 'Denuncias', (page) => page.getByLabel('Estado').selectOption('Cualquier estado')],
    ['/admin/categories', 'Categorías'],
  ]);
}
