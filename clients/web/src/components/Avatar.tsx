// Somebody's picture, or the first letter of the name. The name stands beside it, so it says nothing by itself.
interface Props {
  of: { display_name: string; avatar_url?: string | null };
  size?: 'small' | 'large';
}

export function Avatar({ of, size = 'small' }: Props) {
  const shape = size === 'large' ? 'avatar avatar--large' : 'avatar';
  if (of.avatar_url) return <img class={shape} src={of.avatar_url} alt="" decoding="async" />;
  return (
    <span class={shape} aria-hidden="true">
      {[...of.display_name][0]?.toUpperCase()}
    </span>
  );
}
