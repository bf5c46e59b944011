import { t } from '../i18n';
import { AUTO, type Engine } from './engine';

/** Automatic choice, which names what it chose, or one fixed quality. */
export function QualityMenu({ engine }: { engine: Engine }) {
  const qualities = engine.qualities.value;
  if (qualities.length < 2) return null;
  const playing = qualities.find((quality) => quality.id === engine.playing.value)?.label;
  const automatic = engine.chosen.value === AUTO && playing ? t('player.autoAt', { quality: playing }) : t('player.auto');
  return (
    <select
      class="select controls__select"
      aria-label={t('player.quality')}
      value={String(engine.chosen.value)}
      onChange={(event) => engine.choose(Number(event.currentTarget.value))}
    >
      <option value={String(AUTO)}>{automatic}</option>
      {qualities.map(({ id, label }) => (
        <option key={id} value={String(id)}>
          {label}
        </option>
      ))}
    </select>
  );
}
