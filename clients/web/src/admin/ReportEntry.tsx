// One complaint: what it says, what it is about once one looks, and what comes of it.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { Report, Verdict } from '../api/community';
import { TextField } from '../components/Field';
import { FormError } from '../components/FormError';
import { useAction } from '../components/useAction';
import { locale, t } from '../i18n';
import { formatAge, formatInstant } from '../lib/format';
import { PersonLink } from './PersonLink';
import { ReportedComment } from './ReportedComment';
import { ReportedVideo } from './ReportedVideo';

interface Props {
  report: Report;
  onHandled: (report: Report) => void;
}

const handle = (id: string, state: Verdict, note: string): Promise<Report> =>
  unwrap(api.PATCH('/api/admin/reports/{id}', { params: { path: { id } }, body: { state, ...(note && { note }) } }));

export function ReportEntry({ report, onHandled }: Props) {
  const [open, setOpen] = useState(false);
  const { kind, target_id: target } = report;
  const accept = async (): Promise<void> => onHandled(await handle(report.id, 'accepted', ''));
  return (
    <li class="entry report">
      <div class="entry__text">
        <strong>{t(`report.because.${report.reason}`)}</strong>{' '}
        {report.state !== 'open' && <span class="badge">{t(`reports.state.${report.state}`)}</span>}
        <p class="facts">
          <span>{report.title ?? t(`reports.kind.${kind}`)}</span>
          <span>
            {t('reports.by')} {report.reporter ? <PersonLink handle={report.reporter.handle} /> : t('notifications.somebody')}
          </span>
          <time dateTime={report.created_at}>{formatAge(report.created_at, Date.now(), locale.value)}</time>
        </p>
        {report.detail && <blockquote class="report__detail">{report.detail}</blockquote>}
        {report.handled_at && (
          <p class="facts">
            <span>{t('reports.handled', { date: formatInstant(report.handled_at, locale.value) })}</span>
            {report.note && <span>{report.note}</span>}
          </p>
        )}
      </div>
      <button type="button" class="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t(open ? 'reports.hide' : 'reports.look')}
      </button>
      {open && (
        <div class="report__open">
          {kind === 'video' ? <ReportedVideo id={target} onActed={accept} /> : <ReportedComment id={target} onActed={accept} />}
          <Decision report={report} onHandled={onHandled} />
        </div>
      )}
    </li>
  );
}

/** Whether the complaint is right, whatever was done. */
function Decision({ report, onHandled }: Props) {
  const [note, setNote] = useState('');
  const accept = useAction(async () => onHandled(await handle(report.id, 'accepted', note.trim())));
  const reject = useAction(async () => onHandled(await handle(report.id, 'rejected', note.trim())));
  const error = accept.error ?? reject.error;
  return (
    <div class="report__decision">
      <FormError error={error} fields={['note']} />
      <TextField
        label={t('reports.note')}
        hint={t('reports.noteHint')}
        name="note"
        spellcheck
        value={note}
        onValue={setNote}
        error={error?.field('note')}
      />
      <div class="actions">
        <button type="button" class="button" disabled={accept.busy || reject.busy} onClick={reject.start}>
          {t('reports.reject')}
        </button>
        <button type="button" class="button" disabled={accept.busy || reject.busy} onClick={accept.start}>
          {t('reports.accept')}
        </button>
      </div>
    </div>
  );
}
