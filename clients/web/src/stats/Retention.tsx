// How far people watch.
import { locale, t } from '../i18n';
import { formatClock, formatPercent } from '../lib/format';
import { Chart } from './Chart';
import { HEIGHT, line, WIDTH } from './shapes';

interface Props {
  /** Shares of the views in which each part was played. */
  shares: readonly number[];
  /** Seconds of the video. */
  length: number;
}

export function Retention({ shares, length }: Props) {
  const percent = (share: number): string => formatPercent(share, locale.value);
  const points = line(shares);
  const at = (part: number): string => formatClock((length * part) / shares.length);
  return (
    <Chart
      title={t('stats.retention')}
      summary={t('stats.retentionSummary', { first: percent(shares[0] ?? 0), last: percent(shares.at(-1) ?? 0) })}
      top={percent(1)}
      from={at(0)}
      to={at(shares.length)}
      columns={[t('stats.part'), t('stats.played')]}
      rows={shares.map((share, part) => [`${at(part)} – ${at(part + 1)}`, percent(share)])}
    >
      <polygon class="chart__area" points={`0,${HEIGHT} ${points} ${WIDTH},${HEIGHT}`} />
      <polyline class="chart__line" points={points} />
    </Chart>
  );
}
