// How far the encode is, rung by rung, and the video itself from the moment that it plays.
import type { Processing } from '../api/types';
import { Meter } from '../components/Meter';
import { t } from '../i18n';
import { LivePlayer } from '../player/LivePlayer';

interface Props {
  videoId: string;
  title: string;
  processing: Processing | null;
}

export function EncodeProgress({ videoId, title, processing }: Props) {
  if (!processing || processing.state === 'waiting') return <Meter label={t('encode.waiting')} share={null} />;
  if (processing.state === 'inspecting') return <Meter label={t('encode.inspecting')} share={null} />;
  return (
    <>
      {processing.failure && (
        <p class="alert" role="alert">
          {processing.failure.detail}
        </p>
      )}
      {processing.playable && <LivePlayer id={videoId} title={title} length={processing.source?.duration_seconds ?? null} />}
      {processing.state === 'encoding' && (
        <>
          {processing.playable && <p>{t('encode.playable')}</p>}
          <Meter label={t('encode.overall')} share={processing.progress} />
          <div class="rungs">
            {processing.renditions.map((rendition) => (
              <Meter key={rendition.label} label={rendition.label} share={rendition.progress} />
            ))}
          </div>
        </>
      )}
      <SourceNotes processing={processing} />
    </>
  );
}

/** What was found odd about the file; it answers most questions about the result. */
function SourceNotes({ processing }: { processing: Processing }) {
  const notes = processing.source?.notes ?? [];
  if (notes.length === 0) return null;
  return (
    <details class="notes">
      <summary>{t('encode.notes')}</summary>
      <ul>
        {notes.map((note) => (
          <li key={note.code}>{note.detail}</li>
        ))}
      </ul>
    </details>
  );
}
