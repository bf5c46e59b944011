// Closes what was opened over the page: by Escape, by a click elsewhere, by the focus going elsewhere.
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

export function useDismiss(root: RefObject<HTMLElement | null>, open: boolean, close: (byKey: boolean) => void): void {
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) close(false);
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') close(true);
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', escape);
    };
  }, [open]);
}
