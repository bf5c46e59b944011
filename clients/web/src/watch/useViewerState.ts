// What the video is to the signed-in viewer.
import { useEffect, useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { ViewerState } from '../api/community';
import { user } from '../api/session';

export interface Viewer {
  /** The answer is here, or there is nobody to ask about. */
  known: boolean;
  state: ViewerState | null;
  change: (change: Partial<ViewerState>) => void;
}

export function useViewerState(id: string): Viewer {
  const [answer, setAnswer] = useState<ViewerState | null>(null);
  // What was pressed is newer than an answer that comes late.
  const [changes, setChanges] = useState<Partial<ViewerState>>({});
  const [known, setKnown] = useState(false);
  const who = user.value?.id;
  const asked = user.value !== undefined;
  useEffect(() => {
    if (!asked) return;
    setAnswer(null);
    setChanges({});
    if (!who) {
      setKnown(true);
      return;
    }
    const life = new AbortController();
    unwrap(api.GET('/api/videos/{id}/me', { params: { path: { id } }, signal: life.signal }))
      .then(setAnswer)
      // Without an answer the video plays all the same.
      .catch(() => undefined)
      .finally(() => {
        if (!life.signal.aborted) setKnown(true);
      });
    return () => life.abort();
  }, [id, who, asked]);
  return {
    known,
    state: answer && { ...answer, ...changes },
    change: (change) => setChanges((before) => ({ ...before, ...change })),
  };
}
