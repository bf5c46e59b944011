// Who can watch: the choices, each with what it means, and the date or the password that one of them asks for.
import type { Visibility } from '../api/types';
import { locale, t } from '../i18n';
import { formatAppointment } from '../lib/format';
import { fromField, timeZone } from '../lib/instant';
import { PasswordField, TextField } from './Field';
import type { FormState } from './useForm';

const CHOICES = ['public', 'unlisted', 'password', 'private', 'scheduled'] as const satisfies readonly Visibility[];

export interface Guarded {
  visibility: Visibility;
  /** When a scheduled video comes out, as a date-time field has it. */
  publish_at: string;
  /** Empty for the one that the video has. */
  password: string;
}

interface Props {
  of: Pick<FormState<Guarded>, 'values' | 'set' | 'field'>;
  /** The video has a password, which stays unless another is typed. */
  locked?: boolean;
}

export function VisibilityField({ of, locked = false }: Props) {
  const { visibility, publish_at } = of.values;
  return (
    <>
      <fieldset class="choices">
        <legend>{t('upload.visibility')}</legend>
        {CHOICES.map((choice) => (
          <label key={choice} class="choice">
            <input
              type="radio"
              name="visibility"
              value={choice}
              checked={visibility === choice}
              onChange={() => of.set({ visibility: choice })}
            />
            <span class="choice__name">{t(`visibility.${choice}`)}</span>
            <span class="choice__hint">{t(`visibility.${choice}.hint`)}</span>
          </label>
        ))}
      </fieldset>
      {visibility === 'scheduled' && (
        <TextField label={t('schedule.at')} type="datetime-local" hint={whatComesOf(publish_at)} {...of.field('publish_at')} />
      )}
      {visibility === 'password' && (
        <PasswordField
          label={t('visibility.password.label')}
          hint={t(locked ? 'visibility.password.kept' : 'visibility.password.rule')}
          autocomplete="off"
          {...of.field('password')}
        />
      )}
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

/** The same as it is sent: a password goes with its visibility, and only if one was typed. */
export function guarded<T extends Pick<Guarded, 'visibility' | 'password'>>({ password, ...rest }: T): Omit<T, 'password'> & { password?: string } {
  return { ...rest, ...(rest.visibility === 'password' && password && { password }) };
}
