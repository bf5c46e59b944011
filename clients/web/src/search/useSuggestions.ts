// What could be meant, while somebody types: the answer to the newest question only, and not for every key.
import { useEffect, useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { Suggestion } from '../api/community';
import { sleep } from '../lib/sleep';

const PAUSE_MS = 120;

export function useSuggestions(q: string, wanted: boolean): readonly Suggestion[] {
  const [found, setFound] = useState<readonly Suggestion[]>([]);
  useEffect(() => {
    if (!wanted || q.trim() === '') {
      setFound([]);
      return;
    }
    const life = new AbortController();
    const ask = async (): Promise<void> => {
      await sleep(PAUSE_MS, life.signal);
      if (life.signal.aborted) return;
      const { items } = await unwrap(api.GET('/api/search/suggest', { params: { query: { q } }, signal: life.signal }));
      if (!life.signal.aborted) setFound(items);
    };
    // Without suggestions one types on.
    ask().catch(() => undefined);
    return () => life.abort();
  }, [q, wanted]);
  return found;
}
