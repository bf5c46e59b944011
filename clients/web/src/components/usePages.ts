// A list read page by page with the API's opaque cursors.
import { useEffect, useRef, useState } from 'preact/hooks';
import { asApiError, type ApiError } from '../api/problem';

interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export interface Pages<T> {
  items: T[];
  /** The list was read and holds nothing. */
  empty: boolean;
  loading: boolean;
  more: boolean;
  error: ApiError | null;
  loadMore: () => void;
  /** Changes what is already on the screen, after an edit or a delete. */
  setItems: (change: (items: T[]) => T[]) => void;
}

export function usePages<T>(read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>): Pages<T> {
  const [items, setItems] = useState<T[]>([]);
  const [cursor, setCursor] = useState<string | null | undefined>(undefined);
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<ApiError | null>(null);
  const life = useRef(new AbortController());

  const load = async (from: string | undefined): Promise<void> => {
    const { signal } = life.current;
    setLoading(true);
    setError(null);
    try {
      const page = await read(from, signal);
      if (signal.aborted) return;
      setItems((known) => (from === undefined ? page.items : [...known, ...page.items]));
      setCursor(page.next_cursor ?? null);
    } catch (thrown) {
      if (!signal.aborted) setError(asApiError(thrown));
    }
    if (!signal.aborted) setLoading(false);
  };

  useEffect(() => {
    life.current = new AbortController();
    void load(undefined);
    return () => life.current.abort();
  }, []);

  return {
    items,
    empty: cursor !== undefined && items.length === 0,
    loading,
    more: cursor !== null,
    error,
    loadMore: () => void load(cursor ?? undefined),
    setItems,
  };
}
