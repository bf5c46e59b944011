import { Empty } from '../components/Empty';
import { useTitle } from '../components/useTitle';
import { t } from '../i18n';

export function NotFound() {
  useTitle(t('notFound.title'));
  return (
    <>
      <h1 class="visually-hidden">{t('notFound.title')}</h1>
      <Empty icon="film" title={t('notFound.title')} text={t('notFound.text')}>
        <a class="button button--primary" href="/">
          {t('notFound.home')}
        </a>
      </Empty>
    </>
  );
}
