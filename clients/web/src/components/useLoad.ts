// One thing read from the server when a part of a page appears.
import { useEffect, useRef, useState } from 'preact/hooks';
import { asApiError, type ApiError } from '../api/problem';

export interface Loaded<T> {
  data: T | null;
  error: ApiError | null;
  reload: () => void;
  /** Puts what a change answered in its place. */
  set: (data: T) => void;
}

export function useLoad<T>(read: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [data, setData] = useState<T | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const life = useRef(new AbortController());

  const load = async (): Promise<void> => {
    const { signal } = life.current;
    try {
      const found = await read(signal);
      if (signal.aborted) return;
      setData(found);
      setError(null);
    } catch (thrown) {
      if (!signal.aborted) setError(asApiError(thrown));
    }
  };

  useEffect(() => {
    life.current = new AbortController();
    void load();
    return () => life.current.abort();
  }, []);
  return { data, error, reload: () => void load(), set: setData };
}
