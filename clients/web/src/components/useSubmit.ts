// What every form and every button does around its one call: no double sending, the refusal kept, the first faulty field focused.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TargetedSubmitEvent } from 'preact';
import { asApiError, Dismissed, type ApiError } from '../api/problem';

interface Action {
  /** Does it, unless it is being done. */
  start: () => void;
  busy: boolean;
  error: ApiError | null;
}

interface Submit extends Omit<Action, 'start'> {
  onSubmit: (event: TargetedSubmitEvent<HTMLFormElement>) => void;
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

export function useSubmit(run: () => Promise<void>): Submit {
  const { start, busy, error } = useAction(run);
  const form = useRef<HTMLFormElement | null>(null);

  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);

  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    form.current = event.currentTarget;
    start();
  };
  return { onSubmit, busy, error };
}
