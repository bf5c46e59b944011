// Who can watch: three choices, each with what it means.
import type { Visibility } from '../api/types';
import { t } from '../i18n';

const CHOICES = ['public', 'unlisted', 'private'] as const satisfies readonly Visibility[];

interface Props {
  value: Visibility;
  onValue: (value: Visibility) => void;
}

export function VisibilityField({ value, onValue }: Props) {
  return (
    <fieldset class="choices">
      <legend>{t('upload.visibility')}</legend>
      {CHOICES.map((choice) => (
        <label key={choice} class="choice">
          <input type="radio" name="visibility" value={choice} checked={value === choice} onChange={() => onValue(choice)} />
          <span class="choice__name">{t(`visibility.${choice}`)}</span>
          <span class="choice__hint">{t(`visibility.${choice}.hint`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
