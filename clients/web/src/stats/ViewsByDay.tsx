// Views on each of the last days.
import type { VideoStats } from '../api/types';
import { locale, t, tn } from '../i18n';
import { formatClock, formatDay } from '../lib/format';
import { Chart } from './Chart';
import { bars } from './shapes';

export function ViewsByDay({ days }: { days: VideoStats['days'] }) {
  const views = days.map((day) => day.views);
  const most = Math.max(0, ...views);
  const sum = views.reduce((all, each) => all + each, 0);
  const name = (day?: string): string => (day ? formatDay(day, locale.value) : '');
  return (
    <Chart
      title={t('stats.byDay')}
      summary={tn('stats.byDaySummary', sum, String(sum), { from: name(days[0]?.day), to: name(days.at(-1)?.day) })}
      top={tn('video.views', most)}
      from={name(days[0]?.day)}
      to={name(days.at(-1)?.day)}
      columns={[t('stats.day'), t('stats.views'), t('stats.watched')]}
      rows={days.map((day) => [name(day.day), String(day.views), formatClock(day.watch_seconds)])}
    >
      {bars(views).map((bar, index) => (
        <rect key={days[index]?.day} class="chart__bar" {...bar} />
      ))}
    </Chart>
  );
}
