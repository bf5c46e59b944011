// The lesser things that can be done with something, behind three dots.
import { useRef, useState } from 'preact/hooks';
import { Icon } from './Icon';
import { useDismiss } from './useDismiss';

export interface Choice {
  label: string;
  run: () => void;
}

export function ActionMenu({ label, choices }: { label: string; choices: readonly Choice[] }) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useDismiss(root, open, (byKey) => {
    setOpen(false);
    if (byKey) button.current?.focus();
  });
  if (choices.length === 0) return null;
  return (
    <div class="menu" ref={root}>
      <button ref={button} type="button" class="icon-button" aria-label={label} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="dots" />
      </button>
      <div class="menu__list" hidden={!open}>
        {choices.map((choice) => (
          <button
            key={choice.label}
            type="button"
            onClick={() => {
              setOpen(false);
              button.current?.focus();
              choice.run();
            }}
          >
            {choice.label}
          </button>
        ))}
      </div>
    </div>
  );
}
