// One of my videos with its state and what can be done to it.
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Processing, Video, VideoSummary } from '../api/types';
import { locale, t } from '../i18n';
import { formatAge } from '../lib/format';
import { sleep } from '../lib/sleep';
import { Meter } from './Meter';
import { shownTo } from './shownTo';
import { Poster } from './VideoCard';

interface Props {
  video: VideoSummary;
  onEdit: (video: VideoSummary) => void;
  onDelete: (video: VideoSummary) => void;
  /** The video left the encode; its new state is here. */
  onChange: (video: Video) => void;
}

const POLL_MS = 3000;

/**
 * How far the encode is, or why it failed.
 *
 * Asks now and then: a stream for each row would use up the browser's connections to the server.
 */
function useProcessing({ video, onChange }: Pick<Props, 'video' | 'onChange'>): Processing | null {
  const [processing, setProcessing] = useState<Processing | null>(null);
  const wanted = video.state === 'waiting' || video.state === 'processing' || video.state === 'failed';
  useEffect(() => {
    if (!wanted) return;
    const life = new AbortController();
    const params = { path: { id: video.id } };
    const follow = async (): Promise<void> => {
      while (!life.signal.aborted) {
        const { data } = await api.GET('/api/videos/{id}/processing', { params, signal: life.signal });
        if (data) setProcessing(data);
        if (video.state === 'failed') return;
        if (data?.state === 'ready' || data?.state === 'failed') {
          const { data: settled } = await api.GET('/api/videos/{id}', { params, signal: life.signal });
          if (settled) return onChange(settled);
        }
        await sleep(POLL_MS, life.signal);
      }
    };
    follow().catch(() => undefined);
    return () => life.abort();
  }, [video.id, video.state]);
  return wanted ? processing : null;
}

export function MyVideoRow({ video, onEdit, onDelete, onChange }: Props) {
  const processing = useProcessing({ video, onChange });
  const playable = video.playable || processing?.playable === true;
  return (
    <li class="row">
      <Poster video={video} />
      <div class="row__text">
        <h2 class="row__title">{playable ? <a href={`/watch/${video.id}`}>{video.title}</a> : video.title}</h2>
        <p class="row__facts">
          <span class="badge" data-state={video.state}>
            {t(`state.${video.state}`)}
          </span>
          <span>{shownTo(video)}</span>
          <time dateTime={video.created_at}>{formatAge(video.created_at, Date.now(), locale.value)}</time>
        </p>
        {processing?.failure && <p class="row__failure">{processing.failure.detail}</p>}
        {(processing?.state === 'inspecting' || processing?.state === 'encoding') && (
          <Meter label={t('encode.overall')} share={processing.progress} />
        )}
      </div>
      <div class="row__actions">
        {(video.state === 'draft' || video.state === 'failed') && (
          <a class="button" href={`/upload?video=${video.id}`}>
            {t('mine.addFile')}
          </a>
        )}
        <a class="button" href={`/my-videos/${video.id}/text`} aria-label={t('text.of', { title: video.title })}>
          {t('text.short')}
        </a>
        {playable && (
          <a class="button" href={`/my-videos/${video.id}/stats`} aria-label={t('stats.of', { title: video.title })}>
            {t('stats.link')}
          </a>
        )}
        <button type="button" class="button" aria-label={t('mine.editOf', { title: video.title })} onClick={() => onEdit(video)}>
          {t('action.edit')}
        </button>
        <button type="button" class="button" aria-label={t('mine.deleteOf', { title: video.title })} onClick={() => onDelete(video)}>
          {t('action.delete')}
        </button>
      </div>
    </li>
  );
}
