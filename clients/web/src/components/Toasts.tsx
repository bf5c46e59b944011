// Short notices at the edge of the window, with an action that takes the deed back.
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { asApiError } from '../api/problem';
import { t } from '../i18n';
import { Icon } from './Icon';

interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void } | undefined;
}

const toasts = signal<Toast[]>([]);
let lastId = 0;

/** Long enough to read and to reach the button by keyboard; hovering or focusing holds the clock. */
const SHOWN_MS = 12_000;

export function toast(text: string, action?: Toast['action']): void {
  lastId += 1;
  toasts.value = [...toasts.value, { id: lastId, text, action }].slice(-3);
}

/** Tells why something did not work that has no place of its own for that. */
export function complain(thrown: unknown): void {
  toast(asApiError(thrown).message);
}

const dismiss = (id: number): void => {
  toasts.value = toasts.value.filter((other) => other.id !== id);
};

function ToastItem({ item }: { item: Toast }) {
  const timer = useRef<number>(0);
  const start = (): void => {
    timer.current = window.setTimeout(() => dismiss(item.id), SHOWN_MS);
  };
  const hold = (): void => clearTimeout(timer.current);
  useEffect(() => {
    start();
    return hold;
  }, []);
  const act = (): void => {
    dismiss(item.id);
    item.action?.run();
  };
  return (
    <li class="toast" onMouseEnter={hold} onMouseLeave={start} onFocusIn={hold} onFocusOut={start}>
      <span>{item.text}</span>
      {item.action && (
        <button type="button" class="button button--plain" onClick={act}>
          {item.action.label}
        </button>
      )}
      <button type="button" class="icon-button" aria-label={t('action.close')} onClick={() => dismiss(item.id)}>
        <Icon name="close" />
      </button>
    </li>
  );
}

export function Toasts() {
  return (
    <div role="status" aria-live="polite">
      <ul class="toasts">
        {toasts.value.map((item) => (
          <ToastItem key={item.id} item={item} />
        ))}
      </ul>
    </div>
  );
}
