// Before the upload: the file, and what is said about it.
import { useState } from 'preact/hooks';
import { user } from '../api/session';
import { TextArea, TextField } from '../components/Field';
import { Form, Submit } from '../components/Form';
import { FormError } from '../components/FormError';
import { useForm } from '../components/useForm';
import { guarded, VisibilityField, type Guarded } from '../components/VisibilityField';
import { t } from '../i18n';
import { titleFromFileName } from '../lib/format';
import { fromField } from '../lib/instant';
import { location$ } from '../router';
import { DropZone } from './DropZone';
import { createTarget, findTarget, startUpload, type Target } from './store';
import { UnfinishedList } from './UnfinishedList';

interface Words extends Guarded {
  title: string;
  description: string;
}

const NOTHING_SAID: Words = { title: '', description: '', visibility: 'public', publish_at: '', password: '' };

export function UploadForm() {
  const [file, setFile] = useState<File | null>(null);
  const [target, setTarget] = useState<Target | undefined>();

  const form = useForm(NOTHING_SAID, async ({ description, publish_at, ...words }) => {
    if (!file) return;
    const date = words.visibility === 'scheduled' ? { publish_at: fromField(publish_at) } : {};
    startUpload(file, target ?? (await createTarget({ ...guarded(words), ...date, ...(description && { description }) })));
  });

  const pick = async (picked: File): Promise<void> => {
    setFile(picked);
    form.set({ title: titleFromFileName(picked.name) });
    setTarget(undefined);
    if (!user.value) return;
    const draftId = location$.value.searchParams.get('video');
    setTarget(await findTarget(picked, user.value.id, draftId).catch(() => undefined));
  };

  return (
    <Form of={form} class="upload" error={false}>
      <DropZone file={file} onFile={(picked) => void pick(picked)} />
      {!file && <UnfinishedList />}
      {file && (
        <div class="panel">
          <FormError error={form.error} fields={['title', 'description', 'publish_at', 'password']} />
          {target ? (
            <p class="notice" role="status">
              {t(target.previous ? 'upload.resumable' : 'upload.intoDraft', { title: target.title })}{' '}
              <button type="button" class="button button--plain" onClick={() => setTarget(undefined)}>
                {t('upload.startAnew')}
              </button>
            </p>
          ) : (
            <>
              <TextField label={t('upload.videoTitle')} spellcheck {...form.field('title')} />
              <TextArea label={t('upload.description')} {...form.field('description')} />
              <VisibilityField of={form} />
            </>
          )}
          <Submit of={form}>{target?.previous ? t('upload.continue') : t('upload.start')}</Submit>
        </div>
      )}
    </Form>
  );
}
