// Below a paged list: the next page, or why it did not come.
import type { Pages } from './usePages';
import { t } from '../i18n';

export function PageFoot({ pages }: { pages: Omit<Pages<unknown>, 'items' | 'setItems'> }) {
  return (
    <div class="page-foot" aria-busy={pages.loading}>
      {pages.error && (
        <p class="alert" role="alert">
          {pages.error.message}
        </p>
      )}
      {pages.more && (
        <button type="button" class="button" disabled={pages.loading} onClick={pages.loadMore}>
          {pages.loading ? t('app.loading') : pages.error ? t('action.retry') : t('action.more')}
        </button>
      )}
    </div>
  );
}
