// A page that says what came of something, in the place of its form. The focus moves there, so that it is read out.
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../components/Icon';
import { useFocus } from '../components/useFocus';

interface Props {
  icon: IconName;
  title: string;
  text: string;
  children?: ComponentChildren;
}

export function Outcome({ icon, title, text, children }: Props) {
  const heading = useFocus<HTMLHeadingElement>();
  return (
    <div class="outcome">
      <Icon name={icon} />
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p>{text}</p>
      {children}
    </div>
  );
}
