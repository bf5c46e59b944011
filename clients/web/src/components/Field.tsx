// A labelled input with its hint and its fault tied to it, so that both are read out.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Shared {
  label: string;
  name: string;
  value: string;
  onValue: (value: string) => void;
  hint?: string | undefined;
  error?: string | undefined;
}

interface Described {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

interface FrameProps extends Pick<Shared, 'label' | 'hint' | 'error'> {
  children: (control: Described) => ComponentChildren;
}

function Frame({ label, hint, error, children }: FrameProps) {
  const id = useId();
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-invalid': error !== undefined, 'aria-describedby': describedBy })}
      {hint && (
        <p class="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field__error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps extends Shared {
  type?: 'text' | 'email' | 'password';
  autocomplete?: string;
  spellcheck?: boolean;
}

export function TextField({ type = 'text', autocomplete = 'off', spellcheck = false, ...field }: TextFieldProps) {
  return (
    <Frame {...field}>
      {(control) => (
        <input
          {...control}
          // The types tell apart which roles each input type may have; none is set here.
          type={type as 'text'}
          name={field.name}
          value={field.value}
          autocomplete={autocomplete}
          spellcheck={spellcheck}
          autocapitalize={spellcheck ? 'sentences' : 'none'}
          onInput={(event) => field.onValue(event.currentTarget.value)}
        />
      )}
    </Frame>
  );
}

export function TextArea(field: Shared) {
  return (
    <Frame {...field}>
      {(control) => (
        <textarea
          {...control}
          name={field.name}
          rows={4}
          value={field.value}
          onInput={(event) => field.onValue(event.currentTarget.value)}
        />
      )}
    </Frame>
  );
}
