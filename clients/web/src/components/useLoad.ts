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
  const newest = useRef(0);

  const load = async (): Promise<void> => {
    const { signal } = life.current;
    newest.current += 1;
    const number = newest.current;
    // An answer that another question has overtaken is old.
    const wanted = (): boolean => !signal.aborted && number === newest.current;
    try {
      const found = await read(signal);
      if (!wanted()) return;
      setData(found);
      setError(null);
    } catch (thrown) {
      if (wanted()) setError(asApiError(thrown));
    }
  };

  useEffect(() => {
    life.current = new AbortController();
    void load();
    return () => life.current.abort();
  }, []);
  return { data, error, reload: () => void load(), set: setData };
}
