import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const IDLE_MS = 2500;

/** True when nothing was touched for a while as something plays: the controls may go. Keyboard focus in them keeps them (by CSS). */
export function useIdle(ref: RefObject<HTMLElement | null>, playing: boolean): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element || !playing) {
      setIdle(false);
      return;
    }
    let timer = 0;
    const wake = (): void => {
      setIdle(false);
      clearTimeout(timer);
      timer = window.setTimeout(() => setIdle(true), IDLE_MS);
    };
    const names = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const;
    wake();
    for (const name of names) element.addEventListener(name, wake);
    return () => {
      clearTimeout(timer);
      for (const name of names) element.removeEventListener(name, wake);
    };
  }, [playing]);
  return idle;
}
