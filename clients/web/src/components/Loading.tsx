// What stands where something loads, or why it did not come.
import type { Loaded } from './useLoad';
import { t } from '../i18n';

export function Loading({ of }: { of: Pick<Loaded<unknown>, 'error' | 'reload'> }) {
  if (!of.error) return <p class="section__text">{t('app.loading')}</p>;
  return (
    <div role="alert" class="alert alert--action">
      <span>{of.error.message}</span>
      <button type="button" class="button" onClick={of.reload}>
        {t('action.retry')}
      </button>
    </div>
  );
}
