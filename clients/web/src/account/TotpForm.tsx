// Turning the codes on: what the app needs, as a picture and to be typed; then a first code, which shows that it works.
import { api, unwrap } from '../api/client';
import type { TotpSetup } from '../api/types';
import { CopyButton } from '../components/CopyButton';
import { Form, FormActions } from '../components/Form';
import { FormError } from '../components/FormError';
import { useFocus } from '../components/useFocus';
import { useForm } from '../components/useForm';
import { t } from '../i18n';
import { plainCode } from '../identity/code';
import { CodeField } from '../identity/CodeField';

interface Props {
  setup: TotpSetup;
  onCodes: (codes: readonly string[]) => void;
  onCancel: () => void;
}

/** In groups of four, as people read such things. */
const inGroups = (secret: string): string => secret.replace(/.{4}(?=.)/g, '$& ');

export function TotpForm({ setup, onCodes, onCancel }: Props) {
  const steps = useFocus<HTMLOListElement>();
  const form = useForm({ code: '' }, async ({ code }) => {
    const made = await unwrap(api.POST('/api/auth/mfa/totp/confirm', { body: { code: plainCode(code) } }));
    onCodes(made.recovery_codes);
  });
  return (
    <Form of={form} error={false}>
      <ol class="steps" ref={steps} tabIndex={-1}>
        <li>
          <p>{t('totp.scan')}</p>
          <img class="qr" src={`data:image/svg+xml,${encodeURIComponent(setup.qr_svg)}`} alt={t('totp.qr')} width="208" height="208" />
          <details>
            <summary>{t('totp.cannotScan')}</summary>
            <p>{t('totp.type')}</p>
            <p class="secret">
              <code>{inGroups(setup.secret)}</code>
              <CopyButton text={setup.secret} label={t('action.copy')} />
            </p>
            <p>
              <a href={setup.otpauth_url}>{t('totp.open')}</a>
            </p>
          </details>
        </li>
        <li>
          <p>{t('totp.confirm')}</p>
          <FormError error={form.error} fields={['code']} />
          <CodeField recovery={false} {...form.field('code')} />
        </li>
      </ol>
      <FormActions of={form} disabled={form.values.code.trim() === ''} onCancel={onCancel}>
        {t('totp.turnOn')}
      </FormActions>
    </Form>
  );
}
