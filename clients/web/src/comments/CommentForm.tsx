// Writes a comment, a reply, or another wording.
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { FormError } from '../components/FormError';
import { useAction } from '../components/useAction';
import { t } from '../i18n';

interface Props {
  label: string;
  action: string;
  body?: string;
  /** Takes the focus when it appears. */
  focused?: boolean;
  save: (body: string) => Promise<void>;
  onCancel?: () => void;
}

export function CommentForm({ label, action, body: initial = '', focused = false, save, onCancel }: Props) {
  const [body, setBody] = useState(initial);
  const [active, setActive] = useState(focused);
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const { start, busy, error } = useAction(async () => {
    if (body.trim() === '') return area.current?.focus();
    await save(body.trim());
    setBody('');
    setActive(false);
  });
  // Before anybody can type.
  useLayoutEffect(() => {
    const element = area.current;
    if (!element || !focused) return;
    element.focus();
    element.setSelectionRange(element.value.length, element.value.length);
  }, []);
  const cancel = (): void => {
    setBody(initial);
    setActive(false);
    onCancel?.();
  };
  return (
    <form
      class="comment-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        if (event.key === 'Escape' && onCancel) cancel();
      }}
    >
      <FormError error={error} fields={['body']} />
      <div class="field">
        <label class="visually-hidden" for={id}>
          {label}
        </label>
        <textarea
          ref={area}
          id={id}
          name="body"
          rows={active ? 3 : 1}
          placeholder={label}
          value={body}
          aria-invalid={error?.field('body') !== undefined}
          aria-describedby={`${id}-hint`}
          onFocus={() => setActive(true)}
          onInput={(event) => setBody(event.currentTarget.value)}
        />
        {error?.field('body') && <p class="field__error">{error.field('body')}</p>}
      </div>
      <div class="comment-form__foot" hidden={!active}>
        <p class="field__hint" id={`${id}-hint`}>
          {t('comments.hint')}
        </p>
        <div class="actions">
          <button type="button" class="button button--plain" onClick={cancel}>
            {t('action.cancel')}
          </button>
          <button type="submit" class="button button--primary" disabled={busy || body.trim() === ''}>
            {action}
          </button>
        </div>
      </div>
    </form>
  );
}
