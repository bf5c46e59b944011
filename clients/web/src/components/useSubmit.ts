// What every form does around its one call: no double sending, the refusal kept, the first faulty field focused.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TargetedSubmitEvent } from 'preact';
import { asApiError, type ApiError } from '../api/problem';

interface Submit {
  onSubmit: (event: TargetedSubmitEvent<HTMLFormElement>) => void;
  busy: boolean;
  error: ApiError | null;
}

export function useSubmit(run: () => Promise<void>): Submit {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const form = useRef<HTMLFormElement | null>(null);

  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);

  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    form.current = event.currentTarget;
    if (busy) return;
    setBusy(true);
    setError(null);
    run()
      .catch((thrown: unknown) => setError(asApiError(thrown)))
      .finally(() => setBusy(false));
  };
  return { onSubmit, busy, error };
}
