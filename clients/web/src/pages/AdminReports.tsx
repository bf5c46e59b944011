// What people complained about, for those who decide on it.
import { useState } from 'preact/hooks';
import { AdminFrame } from '../admin/AdminFrame';
import { ReportEntry } from '../admin/ReportEntry';
import { api, unwrap } from '../api/client';
import type { Report } from '../api/community';
import { Empty } from '../components/Empty';
import { SelectField } from '../components/Field';
import { PageFoot } from '../components/PageFoot';
import { toast } from '../components/Toasts';
import { usePages } from '../components/usePages';
import { t } from '../i18n';

const STATES = ['open', 'accepted', 'rejected'] as const satisfies readonly Report['state'][];
const KINDS = ['video', 'comment'] as const satisfies readonly Report['kind'][];

interface Wanted {
  state: Report['state'] | '';
  kind: Report['kind'] | '';
}

export function AdminReports() {
  const [wanted, setWanted] = useState<Wanted>({ state: 'open', kind: '' });
  return (
    <AdminFrame title={t('reports.title')} least="moderator">
      <div class="filters filters--pair" role="group" aria-label={t('search.filters')}>
        <SelectField
          label={t('users.state')}
          name="state"
          value={wanted.state}
          onValue={(state) => setWanted({ ...wanted, state })}
          options={[...STATES.map((state) => [state, t(`reports.state.${state}`)] as const), ['', t('users.anyState')]]}
        />
        <SelectField
          label={t('reports.about')}
          name="kind"
          value={wanted.kind}
          onValue={(kind) => setWanted({ ...wanted, kind })}
          options={[['', t('reports.anything')], ...KINDS.map((kind) => [kind, t(`reports.kinds.${kind}`)] as const)]}
        />
        <a class="button button--plain" href="/comments-to-approve">
          {t('held.title')}
        </a>
      </div>
      <Found key={JSON.stringify(wanted)} wanted={wanted} />
    </AdminFrame>
  );
}

function Found({ wanted: { state, kind } }: { wanted: Wanted }) {
  const pages = usePages((cursor, signal) => {
    const query = { ...(state && { state }), ...(kind && { kind }), ...(cursor && { cursor }) };
    return unwrap(api.GET('/api/admin/reports', { params: { query }, signal }));
  });
  const handled = (report: Report): void => {
    const stays = state === '' || state === report.state;
    pages.setItems((items) =>
      stays ? items.map((item) => (item.id === report.id ? report : item)) : items.filter(({ id }) => id !== report.id),
    );
    toast(t(report.state === 'accepted' ? 'reports.accepted' : 'reports.rejected'));
  };
  return (
    <>
      {pages.empty && (
        <Empty
          icon="check"
          title={t(state === 'open' ? 'reports.noneOpen' : 'reports.none')}
          text={t(state === 'open' ? 'reports.noneOpenHint' : 'reports.noneHint')}
        />
      )}
      <ul class="entries panel">
        {pages.items.map((report) => (
          <ReportEntry key={report.id} report={report} onHandled={handled} />
        ))}
      </ul>
      <PageFoot pages={pages} />
    </>
  );
}
