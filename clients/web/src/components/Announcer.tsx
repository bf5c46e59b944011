// The one live region for things that happen without the focus moving, such as upload progress.
import { signal } from '@preact/signals';

const message = signal('');

/** Has a screen reader say this when it is next silent. */
export function announce(text: string): void {
  message.value = text;
}

export function Announcer() {
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {message.value}
    </div>
  );
}
