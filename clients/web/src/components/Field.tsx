// A labelled input with its hint and its fault tied to it, so that both are read out.
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { Icon } from './Icon';

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
  type?: 'text' | 'email' | 'password' | 'url' | 'search' | 'datetime-local';
  autocomplete?: string;
  inputmode?: 'numeric' | undefined;
  spellcheck?: boolean;
  /** Takes the focus when it appears, as the one thing that is asked for. */
  focused?: boolean;
}

export function TextField({
  type = 'text',
  autocomplete = 'off',
  inputmode,
  spellcheck = false,
  focused = false,
  ...field
}: TextFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (focused) input.current?.focus();
  }, [focused]);
  return (
    <Frame {...field}>
      {(control) => (
        <input
          {...control}
          ref={input}
          // The types tell apart which roles each input type may have; none is set here.
          type={type as 'text'}
          name={field.name}
          value={field.value}
          autocomplete={autocomplete}
          inputmode={inputmode}
          spellcheck={spellcheck}
          autocapitalize={spellcheck ? 'sentences' : 'none'}
          onInput={(event) => field.onValue(event.currentTarget.value)}
        />
      )}
    </Frame>
  );
}

interface PasswordFieldProps extends Shared {
  /** `off` for what is no password of an account. */
  autocomplete: 'current-password' | 'new-password' | 'off';
  focused?: boolean;
}

/** A password, which can be looked at: typing it blindly on a telephone is what makes people choose short ones. */
export function PasswordField({ autocomplete, focused = false, ...field }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (focused) input.current?.focus();
  }, [focused]);
  return (
    <Frame {...field}>
      {(control) => (
        <span class="field__secret">
          <input
            {...control}
            ref={input}
            type={(shown ? 'text' : 'password') as 'text'}
            name={field.name}
            value={field.value}
            autocomplete={autocomplete}
            spellcheck={false}
            autocapitalize="none"
            onInput={(event) => field.onValue(event.currentTarget.value)}
          />
          <button type="button" class="icon-button" aria-label={t('field.reveal')} aria-pressed={shown} onClick={() => setShown(!shown)}>
            <Icon name={shown ? 'hidden' : 'eye'} />
          </button>
        </span>
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

interface FileFieldProps extends Pick<Shared, 'label' | 'name' | 'hint' | 'error'> {
  /** What the dialogue offers; the server decides by the content. */
  accept: string;
  onFile: (file: File | null) => void;
}

export function FileField({ accept, onFile, ...field }: FileFieldProps) {
  return (
    <Frame {...field}>
      {(control) => (
        <input
          {...control}
          type="file"
          name={field.name}
          accept={accept}
          onChange={(event) => onFile(event.currentTarget.files?.[0] ?? null)}
        />
      )}
    </Frame>
  );
}

interface SelectFieldProps<T extends string> extends Omit<Shared, 'value' | 'onValue'> {
  value: T;
  onValue: (value: T) => void;
  options: readonly (readonly [T, string])[];
}

export function SelectField<T extends string>({ options, ...field }: SelectFieldProps<T>) {
  return (
    <Frame {...field}>
      {(control) => (
        <select {...control} name={field.name} value={field.value} onChange={(event) => field.onValue(event.currentTarget.value as T)}>
          {options.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

interface CheckFieldProps {
  label: string;
  name: string;
  hint?: string;
  checked: boolean;
  onChecked: (checked: boolean) => void;
}

export function CheckField({ label, name, hint, checked, onChecked }: CheckFieldProps) {
  return (
    <label class="check">
      <input type="checkbox" name={name} checked={checked} onChange={(event) => onChecked(event.currentTarget.checked)} />
      <span>
        {label}
        {hint && <span class="check__hint">{hint}</span>}
      </span>
    </label>
  );
}
