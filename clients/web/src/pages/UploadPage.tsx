import { useTitle } from '../components/useTitle';
import { t } from '../i18n';
import { upload } from '../upload/store';
import { UploadForm } from '../upload/UploadForm';
import { UploadStatus } from '../upload/UploadStatus';

/** Pick a file and describe it; then watch it go up and be prepared. */
export function UploadPage() {
  useTitle(t('upload.title'));
  return (
    <div class="upload-page">
      <h1>{t('upload.title')}</h1>
      {upload.value ? <UploadStatus state={upload.value} /> : <UploadForm />}
    </div>
  );
}
