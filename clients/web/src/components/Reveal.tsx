// A button that something short takes the place of, until it is done or given up.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useReturnFocus } from './useFocus';

interface Props {
  label: string;
  primary?: boolean;
  children: (close: () => void) => ComponentChildren;
}

export function Reveal({ label, primary = false, children }: Props) {
  const [open, setOpen] = useState(false);
  const button = useReturnFocus<HTMLButtonElement>(open);
  if (open) return <>{children(() => setOpen(false))}</>;
  return (
    <button ref={button} type="button" class={primary ? 'button button--primary' : 'button'} onClick={() => setOpen(true)}>
      {label}
    </button>
  );
}
