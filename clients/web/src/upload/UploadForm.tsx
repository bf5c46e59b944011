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
import { DropZone } from './DropZone';
import { findResumable, startUpload } from './store';
import { UnfinishedList } from './UnfinishedList';
import type { Unfinished } from './transfer';

const FIELDS = ['title', 'description'] as const;

export function UploadForm() {
  const [file, setFile] = useState<File | null>(null);
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const [visibility, setVisibility] = useState<Visibility>('public');
  const [resumable, setResumable] = useState<{ unfinished: Unfinished; title: string } | undefined>();

  const { onSubmit, busy, error } = useSubmit(async () => {
    if (!file) return;
    const draft = { title: resumable?.title ?? title, visibility, ...(description && { description }) };
    await startUpload(file, draft, resumable?.unfinished);
  });

  const pick = async (picked: File): Promise<void> => {
    setFile(picked);
    setTitle(titleFromFileName(picked.name));
    setResumable(undefined);
    if (user.value) setResumable(await findResumable(picked, user.value.id).catch(() => undefined));
  };

  return (
    <form class="upload" noValidate onSubmit={onSubmit}>
      <DropZone file={file} onFile={(picked) => void pick(picked)} />
      {!file && <UnfinishedList />}
      {file && (
        <div class="panel">
          <FormError error={error} fields={FIELDS} />
          {resumable ? (
            <p class="notice" role="status">
              {t('upload.resumable', { title: resumable.title })}{' '}
              <button type="button" class="button button--plain" onClick={() => setResumable(undefined)}>
                {t('upload.startAnew')}
              </button>
            </p>
          ) : (
            <>
              <TextField label={t('upload.videoTitle')} name="title" spellcheck value={title} onValue={setTitle} error={error?.field('title')} />
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
            {resumable ? t('upload.continue') : t('upload.start')}
          </button>
        </div>
      )}
    </form>
  );
}
