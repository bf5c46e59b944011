// The way to what one is told, with how much of it is new.
import { t, tn } from '../i18n';
import { unread } from '../library/unread';
import { location$ } from '../router';
import { Icon } from './Icon';

export function Bell() {
  const count = unread.value;
  const shown = count > 99 ? '99+' : String(count);
  return (
    <a
      class="icon-button bell"
      href="/notifications"
      aria-label={count > 0 ? tn('notifications.unread', count, shown) : t('notifications.title')}
      aria-current={location$.value.pathname === '/notifications' ? 'page' : undefined}
    >
      <Icon name="bell" />
      {count > 0 && (
        <span class="bell__count" aria-hidden="true">
          {shown}
        </span>
      )}
    </a>
  );
}
