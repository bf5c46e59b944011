// Changes the words and the visibility of a video. The copy that is edited is named by its ETag, so nobody's change is lost.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api, unwrapWithResponse } from '../api/client';
import type { CommentsMode } from '../api/community';
import { ApiError, asApiError } from '../api/problem';
import type { Video } from '../api/types';
import { t } from '../i18n';
import { fromField, toField } from '../lib/instant';
import { aboutOf, toPatch } from '../studio/about';
import { AboutFields } from '../studio/AboutFields';
import { SelectField, TextArea, TextField } from './Field';
import { Form, FormActions } from './Form';
import { FormError } from './FormError';
import { toast } from './Toasts';
import { useForm } from './useForm';
import { guarded, VisibilityField } from './VisibilityField';

interface Props {
  id: string;
  onClose: () => void;
  onSaved: (video: Video) => void;
}

interface Copy {
  video: Video & { comments: CommentsMode };
  etag: string | null;
}

const MODES = ['open', 'approval', 'closed'] as const satisfies readonly CommentsMode[];

async function readCopy(id: string): Promise<Copy> {
  const { data, response } = await unwrapWithResponse(api.GET('/api/videos/{id}', { params: { path: { id } } }));
  return { video: data, etag: response.headers.get('ETag') };
}

export function EditDialog({ id, onClose, onSaved }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [copy, setCopy] = useState<Copy | null>(null);
  const [failure, setFailure] = useState<ApiError | null>(null);
  useEffect(() => {
    dialog.current?.showModal();
    readCopy(id).then(setCopy, (thrown: unknown) => setFailure(asApiError(thrown)));
  }, [id]);
  const close = (): void => dialog.current?.close();
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="edit-title" onClose={onClose}>
      <h2 id="edit-title">{t('mine.editTitle')}</h2>
      <FormError error={failure} />
      {copy ? (
        <EditForm key={copy.etag} copy={copy} onStale={() => void readCopy(id).then(setCopy)} onCancel={close} onSaved={onSaved} />
      ) : (
        <p>{t('app.loading')}</p>
      )}
    </dialog>
  );
}

interface FormProps {
  copy: Copy;
  onStale: () => void;
  onCancel: () => void;
  onSaved: (video: Video) => void;
}

function EditForm({ copy, onStale, onCancel, onSaved }: FormProps) {
  const { video, etag } = copy;
  const { title, visibility, comments } = video;
  const words = { title, description: video.description ?? '', ...aboutOf(video) };
  const initial = { ...words, visibility, publish_at: toField(video.publish_at), password: '', comments };
  const form = useForm(initial, async (values) => {
    const date = values.visibility === 'scheduled' ? fromField(values.publish_at, video.publish_at) : null;
    const body = { ...guarded(values), ...toPatch(values), publish_at: date };
    const params = { path: { id: video.id }, header: etag ? { 'If-Match': etag } : {} };
    try {
      const { data } = await unwrapWithResponse(api.PATCH('/api/videos/{id}', { params, body }));
      onSaved(data);
      toast(t('mine.saved'));
      onCancel();
    } catch (thrown) {
      if (!(thrown instanceof ApiError && thrown.status === 412)) throw thrown;
      toast(t('error.stale'));
      onStale();
    }
  });
  return (
    <Form of={form}>
      {video.takedown && <p class="alert">{t('mine.takenDown', { reason: video.takedown.reason })}</p>}
      <TextField label={t('upload.videoTitle')} spellcheck {...form.field('title')} />
      <TextArea label={t('upload.description')} {...form.field('description')} />
      <AboutFields field={form.field} language={video.language ?? ''} />
      <VisibilityField of={form} locked={visibility === 'password'} />
      <SelectField
        label={t('comments.mode')}
        options={MODES.map((mode) => [mode, t(`comments.mode.${mode}`)] as const)}
        {...form.field('comments')}
      />
      <FormActions of={form} end onCancel={onCancel}>
        {t('action.save')}
      </FormActions>
    </Form>
  );
}
