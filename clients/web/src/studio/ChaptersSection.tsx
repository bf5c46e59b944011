// The parts of a video: their times and names, set by hand or where the player stands.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { Chapters } from '../api/types';
import { TextField } from '../components/Field';
import { Form, Submit } from '../components/Form';
import { Icon } from '../components/Icon';
import { Loading } from '../components/Loading';
import { Section } from '../components/Section';
import { toast } from '../components/Toasts';
import { useForm } from '../components/useForm';
import { useLoad } from '../components/useLoad';
import { t } from '../i18n';
import type { Remote } from '../player/remote';
import { formatMark, inOrder, toItems, toRows, type ChapterRow } from './chapterRows';

interface Props {
  video: string;
  remote: Remote;
}

export function ChaptersSection({ video, remote }: Props) {
  const params = { path: { id: video } };
  const found = useLoad((signal) => unwrap(api.GET('/api/videos/{id}/chapters', { params, signal })));
  const [saves, setSaves] = useState(0);
  const save = async (items: Chapters['items']): Promise<void> => {
    found.set(await unwrap(api.PUT('/api/videos/{id}/chapters', { params, body: { items } })));
    setSaves(saves + 1);
    toast(t('chapters.saved'));
  };
  return (
    <Section title={t('watch.chapters')} text={t('chapters.text')}>
      {found.data ? <ChaptersForm key={saves} chapters={found.data} remote={remote} save={save} /> : <Loading of={found} />}
    </Section>
  );
}

interface FormProps {
  chapters: Chapters;
  remote: Remote;
  save: (items: Chapters['items']) => Promise<void>;
}

function ChaptersForm({ chapters, remote, save }: FormProps) {
  const form = useForm({ rows: toRows(chapters.items) }, async ({ rows }) => {
    const ordered = inOrder(rows);
    form.set({ rows: ordered });
    await save(toItems(ordered));
  });
  // The row that was just made, whose name is asked for.
  const [added, setAdded] = useState(-1);
  const { rows } = form.values;
  const change = (at: number, changed: Partial<ChapterRow>): void =>
    form.set({ rows: rows.map((row, other) => (other === at ? { ...row, ...changed } : row)) });
  const add = (seconds: number): void => {
    form.set({ rows: [...rows, { time: formatMark(seconds), title: '' }] });
    setAdded(rows.length);
  };
  const now = remote.second.value;
  return (
    <Form of={form} class="chapters-form">
      {chapters.source && chapters.source !== 'given' && <p class="notice">{t(`chapters.from.${chapters.source}`)}</p>}
      {rows.length === 0 && <p class="section__text">{t('chapters.none')}</p>}
      <ol class="chapter-rows">
        {rows.map((row, at) => (
          <li key={at}>
            <div class="chapter-row" role="group" aria-label={t('chapters.number', { number: at + 1 })}>
              <TextField
                label={t('chapters.start')}
                name={`start-${at}`}
                value={row.time}
                onValue={(time) => change(at, { time })}
                error={form.fault(`items/${at}/start_seconds`)}
              />
              <TextField
                label={t('chapters.name')}
                name={`title-${at}`}
                spellcheck
                focused={at === added}
                value={row.title}
                onValue={(title) => change(at, { title })}
                error={form.fault(`items/${at}/title`)}
              />
              <button
                type="button"
                class="icon-button"
                aria-label={t('chapters.removeOf', { title: row.title || row.time })}
                onClick={() => form.set({ rows: rows.toSpliced(at, 1) })}
              >
                <Icon name="close" />
              </button>
            </div>
          </li>
        ))}
      </ol>
      <div class="actions">
        <Submit of={form}>{t('chapters.save')}</Submit>
        <button type="button" class="button" onClick={() => add(rows.length === 0 ? 0 : (remote.video.value?.currentTime ?? 0))}>
          {rows.length === 0 ? t('chapters.first') : t('chapters.addAt', { time: formatMark(now) })}
        </button>
      </div>
    </Form>
  );
}
