// A titled part of a settings page.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  title: string;
  text?: string;
  danger?: boolean;
  children: ComponentChildren;
}

export function Section({ title, text, danger = false, children }: Props) {
  const id = useId();
  return (
    <section class={danger ? 'panel section section--danger' : 'panel section'} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {text && <p class="section__text">{text}</p>}
      {children}
    </section>
  );
}
