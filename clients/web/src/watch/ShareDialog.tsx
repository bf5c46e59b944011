// A link to the video, from its beginning or from where one is, and the code that puts it into another page.
import { useId, useState } from 'preact/hooks';
import type { Video } from '../api/types';
import { CopyButton } from '../components/CopyButton';
import { Dialog } from '../components/Dialog';
import { CheckField } from '../components/Field';
import { t } from '../i18n';
import { formatClock } from '../lib/format';
import { addressOf, embedCode } from './share';

interface Props {
  video: Video;
  /** The second that was played to. */
  second: number;
  onClose: () => void;
}

export function ShareDialog({ video, second, onClose }: Props) {
  const [fromHere, setFromHere] = useState(false);
  const at = fromHere ? second : 0;
  const url = addressOf(location.origin, 'watch', video.id, at);
  const mayBeFramed = video.visibility === 'public' || video.visibility === 'unlisted';
  return (
    <Dialog title={t('share.title')} onClose={onClose}>
      {(close) => (
        <>
          <Given label={t('share.link')} text={url} copy={t('share.copyLink')} rows={2} />
          {second > 0 && (
            <CheckField
              label={t('share.fromHere', { time: formatClock(second) })}
              name="from-here"
              checked={fromHere}
              onChecked={setFromHere}
            />
          )}
          {mayBeFramed ? (
            <Given label={t('share.embed')} text={embedCode(location.origin, video, at)} copy={t('share.copyCode')} rows={5} />
          ) : (
            <p class="notice">{t('share.hidden')}</p>
          )}
          <div class="actions actions--end">
            {'share' in navigator && (
              <button
                type="button"
                class="button"
                onClick={() => void navigator.share({ title: video.title, url }).catch(() => undefined)}
              >
                {t('share.apps')}
              </button>
            )}
            <button type="button" class="button button--primary" onClick={close}>
              {t('action.close')}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

/** A text to take away, whole with one press. */
function Given({ label, text, copy, rows }: { label: string; text: string; copy: string; rows: number }) {
  const id = useId();
  return (
    <div class="field given">
      <label for={id}>{label}</label>
      <textarea id={id} rows={rows} readOnly spellcheck={false} value={text} onFocus={(event) => event.currentTarget.select()} />
      <div class="actions">
        <CopyButton text={text} label={copy} />
      </div>
    </div>
  );
}
