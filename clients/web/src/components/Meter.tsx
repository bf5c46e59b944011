// A labelled progress bar.
import { locale } from '../i18n';
import { formatPercent } from '../lib/format';

interface Props {
  label: string;
  /** Between 0 and 1; `null` while unknown. */
  share: number | null;
}

export function Meter({ label, share }: Props) {
  return (
    <div class="meter">
      <div class="meter__head" aria-hidden="true">
        <span>{label}</span>
        {share !== null && <span>{formatPercent(share, locale.value)}</span>}
      </div>
      {share === null ? <progress max={1} aria-label={label} /> : <progress max={1} value={share} aria-label={label} />}
    </div>
  );
}
