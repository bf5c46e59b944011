// What every form and every button does around its one call: no double sending, the refusal kept.
import { useRef, useState } from 'preact/hooks';
import { asApiError, Dismissed, type ApiError } from '../api/problem';

interface Action {
  /** Does it, unless it is being done. */
  start: () => void;
  busy: boolean;
  error: ApiError | null;
}

export function useAction(run: () => Promise<void>): Action {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const running = useRef(false);
  const start = (): void => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError(null);
    run()
      .catch((thrown: unknown) => {
        if (!(thrown instanceof Dismissed)) setError(asApiError(thrown));
      })
      .finally(() => {
        running.current = false;
        setBusy(false);
      });
  };
  return { start, busy, error };
}
