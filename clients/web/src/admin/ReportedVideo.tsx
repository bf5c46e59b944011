// The video that a complaint is about, which a moderator can take down and give back.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { Video } from '../api/types';
import { Dialog } from '../components/Dialog';
import { TextArea } from '../components/Field';
import { Form, FormActions } from '../components/Form';
import { FormError } from '../components/FormError';
import { Loading } from '../components/Loading';
import { toast } from '../components/Toasts';
import { useAction } from '../components/useAction';
import { useForm } from '../components/useForm';
import { useLoad } from '../components/useLoad';
import { Poster } from '../components/VideoCard';
import { locale, t } from '../i18n';
import { formatInstant } from '../lib/format';
import { PersonLink } from './PersonLink';

interface Props {
  id: string;
  /** Something was done because of the complaint. */
  onActed: () => Promise<void>;
}

export function ReportedVideo({ id, onActed }: Props) {
  const found = useLoad((signal) => unwrap(api.GET('/api/videos/{id}', { params: { path: { id } }, signal })));
  const [asking, setAsking] = useState(false);
  const giveBack = useAction(async () => {
    await unwrap<unknown>(api.DELETE('/api/admin/videos/{id}/takedown', { params: { path: { id } } }));
    found.reload();
    toast(t('takedown.undone'));
  });
  const video = found.data;
  if (found.error?.status === 404) return <p class="section__text">{t('reports.gone')}</p>;
  if (!video) return <Loading of={found} />;
  return (
    <div class="reported">
      <a class="reported__poster" href={`/watch/${id}`} target="_blank" tabIndex={-1} aria-hidden="true">
        <Poster video={video} />
      </a>
      <div class="reported__text">
        <a href={`/watch/${id}`} target="_blank">
          {video.title}
        </a>
        <p class="facts">
          <span>
            <PersonLink handle={video.author.handle} />
          </span>
          <span>{t(`visibility.${video.visibility}`)}</span>
        </p>
        {video.takedown && (
          <p class="row__failure">
            {t('takedown.since', { date: formatInstant(video.takedown.at, locale.value), reason: video.takedown.reason })}
          </p>
        )}
        <FormError error={giveBack.error} />
        <div class="actions">
          {video.takedown ? (
            <button type="button" class="button" disabled={giveBack.busy} onClick={giveBack.start}>
              {t('takedown.undo')}
            </button>
          ) : (
            <button type="button" class="button button--danger" aria-haspopup="dialog" onClick={() => setAsking(true)}>
              {t('takedown.action')}
            </button>
          )}
        </div>
      </div>
      {asking && (
        <TakeDownDialog
          video={video}
          onClose={() => setAsking(false)}
          onDone={async (hidden) => {
            found.set(hidden);
            await onActed();
          }}
        />
      )}
    </div>
  );
}

interface DialogProps {
  video: Video;
  onClose: () => void;
  onDone: (video: Video) => Promise<void>;
}

function TakeDownDialog({ video, onClose, onDone }: DialogProps) {
  const form = useForm({ reason: '' }, async ({ reason }) => {
    const call = api.PUT('/api/admin/videos/{id}/takedown', { params: { path: { id: video.id } }, body: { reason: reason.trim() } });
    await onDone(await unwrap(call));
    onClose();
  });
  return (
    <Dialog title={t('takedown.title', { title: video.title })} onClose={onClose}>
      {(close) => (
        <Form of={form}>
          <p class="dialog__text">{t('takedown.text')}</p>
          <TextArea label={t('users.reason')} hint={t('takedown.reasonHint')} {...form.field('reason')} />
          <FormActions of={form} end danger onCancel={close}>
            {t('takedown.action')}
          </FormActions>
        </Form>
      )}
    </Dialog>
  );
}
