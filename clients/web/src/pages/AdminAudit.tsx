// What was done to accounts, by whom and when.
import { AdminFrame } from '../admin/AdminFrame';
import { api, unwrap } from '../api/client';
import { PageFoot } from '../components/PageFoot';
import { usePages } from '../components/usePages';
import { locale, t } from '../i18n';
import { formatInstant } from '../lib/format';

export function AdminAudit() {
  const pages = usePages((cursor, signal) => unwrap(api.GET('/api/admin/audit', { params: { query: cursor ? { cursor } : {} }, signal })));
  return (
    <AdminFrame title={t('audit.title')}>
      <div class="panel table-slot" tabIndex={0} role="region" aria-label={t('audit.title')}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t('audit.at')}</th>
              <th scope="col">{t('audit.action')}</th>
              <th scope="col">{t('audit.actor')}</th>
              <th scope="col">{t('audit.target')}</th>
              <th scope="col">{t('audit.address')}</th>
            </tr>
          </thead>
          <tbody>
            {pages.items.map((event) => (
              <tr key={event.id}>
                <td>
                  <time dateTime={event.at}>{formatInstant(event.at, locale.value)}</time>
                </td>
                <td>
                  <code>{event.action}</code>
                </td>
                <td>{event.actor_id ? <code>{event.actor_id}</code> : t('audit.operator')}</td>
                <td>{event.target && <code>{event.target.id}</code>}</td>
                <td>{event.address}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <PageFoot pages={pages} />
    </AdminFrame>
  );
}
