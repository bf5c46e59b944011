// Asks before something that cannot be taken back.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { Dialog } from './Dialog';
import { FormError } from './FormError';
import { useSubmit } from './useSubmit';

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

function Question({ title, text, action, run, children, onClose }: Omit<Props, 'label' | 'name'> & { onClose: () => void }) {
  const { onSubmit, busy, error } = useSubmit(async () => {
    await run();
    onClose();
  });
  return (
    <Dialog title={title} onClose={onClose}>
      {(close) => (
        <form noValidate onSubmit={onSubmit}>
          <FormError error={error} />
          <p class="dialog__text">{text}</p>
          {children}
          <div class="actions actions--end">
            <button type="button" class="button button--plain" onClick={close}>
              {t('action.cancel')}
            </button>
            <button type="submit" class="button button--danger" disabled={busy}>
              {action}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
