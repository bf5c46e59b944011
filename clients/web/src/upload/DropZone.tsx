// Where a file comes in: by the system's dialogue, or dropped on it.
import { useState } from 'preact/hooks';
import { Icon } from '../components/Icon';
import { locale, t } from '../i18n';
import { formatBytes } from '../lib/format';

interface Props {
  file: File | null;
  onFile: (file: File) => void;
}

/** A hint for the dialogue only; the server decides by the content. */
const ACCEPT = 'video/*,audio/*,.mkv,.mov,.m4a,.flac,.ts,.mts,.flv,.mpg,.vob';

export function DropZone({ file, onFile }: Props) {
  const [over, setOver] = useState(false);
  const take = (files: FileList | null | undefined): void => {
    const first = files?.[0];
    if (first) onFile(first);
  };
  return (
    <div
      class={over ? 'drop-zone drop-zone--over' : 'drop-zone'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <Icon name={file ? 'film' : 'upload'} />
      {file ? (
        <p class="drop-zone__file">
          <strong>{file.name}</strong> <span>{formatBytes(file.size, locale.value)}</span>
        </p>
      ) : (
        <p>
          <strong>{t('upload.drop')}</strong> <span>{t('upload.or')}</span>
        </p>
      )}
      <input
        class="visually-hidden"
        id="upload-file"
        type="file"
        accept={ACCEPT}
        onChange={(event) => {
          take(event.currentTarget.files);
          // So that choosing the same file again is a change, too.
          event.currentTarget.value = '';
        }}
      />
      <label class={file ? 'button' : 'button button--primary'} for="upload-file">
        {file ? t('upload.change') : t('upload.pick')}
      </label>
    </div>
  );
}
