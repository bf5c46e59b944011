// Who can watch: the choices, each with what it means, and the date that one of them needs.
import type { Visibility } from '../api/types';
import { locale, t } from '../i18n';
import { formatAppointment } from '../lib/format';
import { fromField, timeZone } from '../lib/instant';
import { TextField } from './Field';

const CHOICES = ['public', 'unlisted', 'private', 'scheduled'] as const satisfies readonly Visibility[];

interface Props {
  value: Visibility;
  onValue: (value: Visibility) => void;
  /** When a scheduled video comes out, as a date-time field has it. */
  date: { name: string; value: string; onValue: (value: string) => void; error: string | undefined };
}

export function VisibilityField({ value, onValue, date }: Props) {
  return (
    <>
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
      {value === 'scheduled' && <TextField label={t('schedule.at')} type="datetime-local" hint={whatComesOf(date.value)} {...date} />}
    </>
  );
}

/** What the date means, in words, where the person is. */
function whatComesOf(field: string): string {
  const at = fromField(field);
  if (!at) return t('schedule.zone', { zone: timeZone() });
  if (Date.parse(at) <= Date.now()) return t('schedule.past');
  return t('schedule.means', { date: formatAppointment(at, locale.value), zone: timeZone() });
}
