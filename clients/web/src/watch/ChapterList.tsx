// The parts of the video, of which the one that plays is marked.
import { t } from '../i18n';
import { formatClock } from '../lib/format';
import { chapterAt } from '../player/chapters';
import type { Remote } from '../player/remote';

export function ChapterList({ remote }: { remote: Remote }) {
  const chapters = remote.chapters.value;
  if (chapters.length === 0) return null;
  const playing = chapterAt(chapters, remote.second.value);
  return (
    <section class="panel aside-panel" aria-labelledby="chapters-title">
      <h2 id="chapters-title">{t('watch.chapters')}</h2>
      <ol class="chapters">
        {chapters.map(({ start, title }, at) => (
          <li key={start}>
            <button type="button" aria-current={at === playing ? 'true' : undefined} onClick={() => remote.play(start)}>
              <span class="chapters__time">{formatClock(start)}</span>
              <span>{title}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
