import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon';

interface Props {
  icon: IconName;
  title: string;
  text: string;
  children?: ComponentChildren;
}

/** What stands where nothing is yet, with the way on. */
export function Empty({ icon, title, text, children }: Props) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </div>
  );
}
