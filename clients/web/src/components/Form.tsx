// A form around its fields: the refusal above them, the first faulty field focused, the buttons below.
import type { ComponentChildren, TargetedSubmitEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ApiError } from '../api/problem';
import { t } from '../i18n';
import { FormError } from './FormError';
import type { FormState } from './useForm';

/** What the parts of a form need of its state, whatever its values are. */
type Sent = Pick<FormState<never>, 'send' | 'busy' | 'error' | 'told'>;

interface Props {
  of: Sent;
  class?: string;
  /** In the place of the form's own; `false` where the form shows it further down. */
  error?: ApiError | null | false;
  children: ComponentChildren;
}

export function Form({ of, error = of.error, children, ...attributes }: Props) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (of.error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [of.error]);
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    of.send();
  };
  return (
    <form {...attributes} ref={form} noValidate onSubmit={onSubmit}>
      {error !== false && <FormError error={error} fields={[...of.told]} />}
      {children}
    </form>
  );
}

interface SubmitProps {
  of: Sent;
  wide?: boolean;
  danger?: boolean;
  /** Something is missing without which sending is of no use. */
  disabled?: boolean;
  children: ComponentChildren;
}

export function Submit({ of, wide = false, danger = false, disabled = false, children }: SubmitProps) {
  const look = danger ? 'button--danger' : 'button--primary';
  return (
    <button type="submit" class={`button ${look}${wide ? ' button--wide' : ''}`} disabled={of.busy || disabled}>
      {children}
    </button>
  );
}

interface ActionsProps extends Omit<SubmitProps, 'wide'> {
  onCancel: () => void;
  /** At the end of a dialogue, where what goes on stands last. */
  end?: boolean;
}

/** Sending and giving up. */
export function FormActions({ onCancel, end = false, ...submit }: ActionsProps) {
  const cancel = (
    <button type="button" class="button button--plain" onClick={onCancel}>
      {t('action.cancel')}
    </button>
  );
  return (
    <div class={end ? 'actions actions--end' : 'actions'}>
      {end && cancel}
      <Submit {...submit} />
      {!end && cancel}
    </div>
  );
}
