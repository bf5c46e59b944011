// Codes of an authenticator app: on, off, and what helps who lost it.
import { useEffect, useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { TotpSetup } from '../api/types';
import { Confirm } from '../components/Confirm';
import { FormError } from '../components/FormError';
import { Loading } from '../components/Loading';
import { Section } from '../components/Section';
import { toast } from '../components/Toasts';
import { useLoad } from '../components/useLoad';
import { useAction } from '../components/useAction';
import { t, tn } from '../i18n';
import { question, recently } from '../identity/recent';
import { RecoveryCodes } from './RecoveryCodes';
import { TotpForm } from './TotpForm';

export function SecondFactorSection() {
  const factors = useLoad((signal) => unwrap(api.GET('/api/auth/mfa', { signal })));
  const [setup, setSetup] = useState<TotpSetup | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const begin = useAction(async () => setSetup(await recently(() => unwrap(api.POST('/api/auth/mfa/totp')))));
  const show = (fresh: readonly string[]): void => {
    setSetup(null);
    setCodes(fresh);
    factors.reload();
  };
  // A proof that was asked for in between may have taken a recovery code.
  const asked = question.value !== null;
  useEffect(() => {
    if (!asked) factors.reload();
  }, [asked]);
  const { data } = factors;
  return (
    <Section title={t('factor.title')} text={t('factor.text')}>
      {!data && <Loading of={factors} />}
      {codes && <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />}
      {!codes && data?.totp && <TurnedOn left={data.recovery_codes_left} onCodes={show} onOff={factors.reload} />}
      {!codes && data && !data.totp && setup && <TotpForm setup={setup} onCodes={show} onCancel={() => setSetup(null)} />}
      {!codes && data && !data.totp && !setup && (
        <>
          <FormError error={begin.error} />
          <button type="button" class="button button--primary" disabled={begin.busy} onClick={begin.start}>
            {t('factor.begin')}
          </button>
        </>
      )}
    </Section>
  );
}

/** Below this, it is time for new recovery codes. */
const FEW = 3;

interface TurnedOnProps {
  left: number;
  onCodes: (codes: readonly string[]) => void;
  onOff: () => void;
}

function TurnedOn({ left, onCodes, onOff }: TurnedOnProps) {
  const renew = async (): Promise<void> => {
    const fresh = await recently(() => unwrap(api.POST('/api/auth/mfa/recovery-codes')));
    onCodes(fresh.recovery_codes);
  };
  const turnOff = async (): Promise<void> => {
    await recently(() => unwrap(api.DELETE('/api/auth/mfa/totp')));
    toast(t('factor.offDone'));
    onOff();
  };
  return (
    <>
      <p class="fact">
        <span class="badge" data-state="ready">
          {t('factor.on')}
        </span>{' '}
        <span data-few={left < FEW || undefined}>{tn('factor.left', left)}</span>
      </p>
      <div class="actions">
        <Confirm label={t('factor.renew')} title={t('factor.renew')} text={t('factor.renewText')} action={t('factor.renew')} run={renew} />
        <Confirm label={t('factor.off')} title={t('factor.offTitle')} text={t('factor.offText')} action={t('factor.off')} run={turnOff} />
      </div>
    </>
  );
}
