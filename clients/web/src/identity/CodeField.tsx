// The second factor as it is typed: the code of an app, or one of the codes that were written down.
import { useState } from 'preact/hooks';
import { TextField } from '../components/Field';
import { t } from '../i18n';

interface Props {
  value: string;
  onValue: (value: string) => void;
  focused?: boolean;
  error?: string | undefined;
  /** Whether a recovery code will do, too. */
  recovery?: boolean;
}

export function CodeField({ recovery = true, ...field }: Props) {
  const [written, setWritten] = useState(false);
  const toggle = (): void => {
    field.onValue('');
    setWritten(!written);
  };
  return (
    <>
      {written ? (
        <TextField {...field} key="written" focused label={t('code.recovery')} hint={t('code.recoveryHint')} name="recovery_code" />
      ) : (
        <TextField
          {...field}
          key="app"
          label={t('code.app')}
          hint={t('code.appHint')}
          name="totp"
          autocomplete="one-time-code"
          inputmode="numeric"
        />
      )}
      {recovery && (
        <p class="field-switch">
          <button type="button" class="button button--plain" onClick={toggle}>
            {written ? t('code.useApp') : t('code.useRecovery')}
          </button>
        </p>
      )}
    </>
  );
}
