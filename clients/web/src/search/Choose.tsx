// A filter of a list, which is part of the address, so that a list can be shared and gone back to.
import { location$, navigate } from '../router';
import { withParam } from './wanted';

interface Props {
  name: string;
  label: string;
  /** The value that stands for "none of these" comes first. */
  options: readonly (readonly [value: string, label: string])[];
}

export function Choose({ name, label, options }: Props) {
  const url = location$.value;
  return (
    <label class="choose">
      <span>{label}</span>
      <select
        class="select"
        name={name}
        value={url.searchParams.get(name) ?? ''}
        onChange={(event) => navigate(withParam(url, name, event.currentTarget.value), { stay: true })}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
