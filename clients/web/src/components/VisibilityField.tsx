// Who can watch: four choices, each with what it means, and the password that one of them asks for.
import type { Visibility } from '../api/types';
import { t } from '../i18n';
import { PasswordField } from './Field';
import type { FormState } from './useForm';

const CHOICES = ['public', 'unlisted', 'password', 'private'] as const satisfies readonly Visibility[];

export interface Guarded {
  visibility: Visibility;
  /** Empty for the one that the video has. */
  password: string;
}

interface Props {
  of: Pick<FormState<Guarded>, 'values' | 'set' | 'field'>;
  /** The video has a password, which stays unless another is typed. */
  locked?: boolean;
}

export function VisibilityField({ of, locked = false }: Props) {
  const { visibility } = of.values;
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

/** The same as it is sent: a password goes with its visibility, and only if one was typed. */
export function guarded<T extends Guarded>({ password, ...rest }: T): Omit<T, 'password'> & { password?: string } {
  return { ...rest, ...(rest.visibility === 'password' && password && { password }) };
}
