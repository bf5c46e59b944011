// Proves oneself by a passkey at the press of a button.
import type { PasskeyProof } from '../api/types';
import { FormError } from '../components/FormError';
import { Icon } from '../components/Icon';
import { useAction } from '../components/useAction';
import { t } from '../i18n';
import { passkeysWork, provePasskey } from './passkeys';

interface Props {
  onProof: (proof: PasskeyProof) => Promise<void>;
}

export function PasskeyButton({ onProof }: Props) {
  const { start, busy, error } = useAction(async () => onProof(await provePasskey()));
  if (!passkeysWork) return null;
  return (
    <>
      <FormError error={error} />
      <button type="button" class="button button--wide" disabled={busy} onClick={start}>
        <Icon name="key" />
        {t('auth.withPasskey')}
      </button>
    </>
  );
}
