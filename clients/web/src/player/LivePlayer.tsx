// Fetches the addresses of a video and follows it while it grows, or when its addresses run out.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { asApiError, type ApiError } from '../api/problem';
import type { Playback } from '../api/types';
import { t } from '../i18n';
import { sleep } from '../lib/sleep';
import { parseChapters } from './chapters';
import { Player } from './Player';
import { Remote } from './remote';

interface Props {
  id: string;
  title: string;
  /** Seconds of the whole video, if known, which a growing list does not tell. */
  length?: number | null;
  /** Seconds to begin at. */
  startAt?: number;
  remote?: Remote;
  /** Lies over the picture. */
  children?: ComponentChildren;
}

const POLL_MS = 4000;

const fetchPlayback = (id: string, signal?: AbortSignal): Promise<Playback> =>
  unwrap(api.GET('/api/videos/{id}/playback', { params: { path: { id } }, ...(signal && { signal }) }));

async function readChapters(url: string, remote: Remote, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { signal });
  if (response.ok) remote.chapters.value = parseChapters(await response.text());
}

export function LivePlayer({ id, title, length = null, startAt = 0, remote: given, children }: Props) {
  const [remote] = useState(given ?? new Remote());
  const [playback, setPlayback] = useState<Playback | null>(null);
  const [error, setError] = useState<ApiError | null>(null);

  useEffect(() => {
    const life = new AbortController();
    const follow = async (): Promise<void> => {
      let found = await fetchPlayback(id, life.signal);
      setPlayback(found);
      while (found.growing && !life.signal.aborted) {
        await sleep(POLL_MS, life.signal);
        // Trouble here is no reason to stop what plays.
        found = await fetchPlayback(id, life.signal).catch(() => found);
        if (!life.signal.aborted) setPlayback(found);
      }
    };
    follow().catch((thrown: unknown) => {
      if (!life.signal.aborted) setError(asApiError(thrown));
    });
    return () => life.abort();
  }, [id]);

  const chaptersUrl = playback?.chapters_url;
  useEffect(() => {
    if (!chaptersUrl) return;
    const life = new AbortController();
    readChapters(chaptersUrl, remote, life.signal).catch(() => undefined);
    return () => life.abort();
  }, [chaptersUrl]);

  if (error) {
    return (
      <p class="alert" role="alert">
        {error.message}
      </p>
    );
  }
  if (!playback) return <div class="stage" aria-busy="true" />;
  return (
    <>
      <Player
        playback={playback}
        title={title}
        length={length}
        startAt={startAt}
        remote={remote}
        onLost={() => fetchPlayback(id).then(setPlayback)}
      >
        {children}
      </Player>
      {playback.growing && <p class="notice">{t('watch.growing')}</p>}
    </>
  );
}
