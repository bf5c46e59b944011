// Tags, each leading to what else has it.

interface Props {
  tags: readonly string[];
  label?: string;
}

export function Tags({ tags, label }: Props) {
  if (tags.length === 0) return null;
  return (
    <ul class="tags" aria-label={label}>
      {tags.map((tag) => (
        <li key={tag}>
          <a class="tag" href={`/search?tag=${encodeURIComponent(tag)}`}>
            #{tag}
          </a>
        </li>
      ))}
    </ul>
  );
}
