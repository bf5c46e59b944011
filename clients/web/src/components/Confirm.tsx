// Asks before something that cannot be taken back.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from './Dialog';
import { Form, FormActions } from './Form';
import { useForm } from './useForm';

interface Props {
  /** What the button that asks shows. */
  label: string;
  /** What it is called where its neighbours show the same. */
  name?: string;
  title: string;
  text: string;
  /** What the button that does it shows. */
  action: string;
  run: () => Promise<void>;
  /** Further questions. */
  children?: ComponentChildren;
}

export function Confirm({ label, name, ...ask }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="button" aria-label={name} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {label}
      </button>
      {open && <Question {...ask} onClose={() => setOpen(false)} />}
    </>
  );
}

/** The question by itself, for what has its button elsewhere. */
export function Question({ title, text, action, run, children, onClose }: Omit<Props, 'label' | 'name'> & { onClose: () => void }) {
  const form = useForm({}, async () => {
    await run();
    onClose();
  });
  return (
    <Dialog title={title} onClose={onClose}>
      {(close) => (
        <Form of={form}>
          <p class="dialog__text">{text}</p>
          {children}
          <FormActions of={form} end danger onCancel={close}>
            {action}
          </FormActions>
        </Form>
      )}
    </Dialog>
  );
}
