// Before the upload: the file, and what is said about it.
import { useState } from 'preact/hooks';
import type { Visibility } from '../api/types';
import { user } from '../api/session';
import { TextArea, TextField } from '../components/Field';
import { FormError } from '../components/FormError';
import { useSubmit } from '../components/useSubmit';
import { VisibilityField } from '../components/VisibilityField';
import { t } from '../i18n';
import { titleFromFileName } from '../lib/format';
import { location$ } from '../router';
import { DropZone } from './DropZone';
import { createTarget, findTarget, startUpload, type Target } from './store';
import { UnfinishedList } from './UnfinishedList';

const FIELDS = ['title', 'description'] as const;

export function UploadForm() {
  const [file, setFile] = useState<File | null>(null);
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const [visibility, setVisibility] = useState<Visibility>('public');
  const [target, setTarget] = useState<Target | undefined>();

  const { onSubmit, busy, error } = useSubmit(async () => {
    if (!file) return;
    startUpload(file, target ?? (await createTarget({ title, visibility, ...(description && { description }) })));
  });

  const pick = async (picked: File): Promise<void> => {
    setFile(picked);
    setTitle(titleFromFileName(picked.name));
    setTarget(undefined);
    if (!user.value) return;
    const draftId = location$.value.searchParams.get('video');
    setTarget(await findTarget(picked, user.value.id, draftId).catch(() => undefined));
  };

  return (
    <form class="upload" noValidate onSubmit={onSubmit}>
      <DropZone file={file} onFile={(picked) => void pick(picked)} />
      {!file && <UnfinishedList />}
      {file && (
        <div class="panel">
          <FormError error={error} fields={FIELDS} />
          {target ? (
            <p class="notice" role="status">
              {t(target.previous ? 'upload.resumable' : 'upload.intoDraft', { title: target.title })}{' '}
              <button type="button" class="button button--plain" onClick={() => setTarget(undefined)}>
                {t('upload.startAnew')}
              </button>
            </p>
          ) : (
            <>
              <TextField
                label={t('upload.videoTitle')}
                name="title"
                spellcheck
                value={title}
                onValue={setTitle}
                error={error?.field('title')}
              />
              <TextArea
                label={t('upload.description')}
                name="description"
                value={description}
                onValue={setDescription}
                error={error?.field('description')}
              />
              <VisibilityField value={visibility} onValue={setVisibility} />
            </>
          )}
          <button type="submit" class="button button--primary" disabled={busy}>
            {target?.previous ? t('upload.continue') : t('upload.start')}
          </button>
        </div>
      )}
    </form>
  );
}
