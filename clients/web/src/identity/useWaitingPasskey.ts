// Offers passkeys among the suggestions of the sign-in form, for as long as the form is there.
import { useEffect, useRef, useState } from 'preact/hooks';
import { asApiError, Dismissed, type ApiError } from '../api/problem';
import type { PasskeyProof } from '../api/types';
import { sleep } from '../lib/sleep';
import { canWait, provePasskey, stopWaiting } from './passkeys';

/** A challenge is good for five minutes; after this long it is replaced by a fresh one. */
const FRESH_MS = 4 * 60_000;

/** Gives why a passkey that was picked did not sign in. */
export function useWaitingPasskey(onProof: (proof: PasskeyProof) => Promise<void>): ApiError | null {
  const [error, setError] = useState<ApiError | null>(null);
  const latest = useRef(onProof);
  latest.current = onProof;
  useEffect(() => {
    const life = new AbortController();
    /** Resolves to whether this offer is over. A pressed button takes its place. */
    const offer = async (): Promise<true> => {
      try {
        await latest.current(await provePasskey({ waiting: true }));
      } catch (thrown) {
        if (!life.signal.aborted && !(thrown instanceof Dismissed)) setError(asApiError(thrown));
      }
      return true;
    };
    const wait = async (): Promise<void> => {
      if (!(await canWait())) return;
      while (!life.signal.aborted && !(await Promise.race([offer(), sleep(FRESH_MS, life.signal)])));
    };
    void wait();
    return () => {
      life.abort();
      stopWaiting();
    };
  }, []);
  return error;
}
