// Signing in: by password, passkey or elsewhere, with a second step where the account has one.
import { useEffect, useState } from 'preact/hooks';
import { adopt, user } from '../api/session';
import type { ApiError, SecondFactor } from '../api/problem';
import type { Tokens } from '../api/types';
import { useTitle } from '../components/useTitle';
import { t } from '../i18n';
import { PasswordStep } from '../identity/PasswordStep';
import { SecondFactorStep } from '../identity/SecondFactorStep';
import { accountPath, fragment, location$, navigate, nextPath } from '../router';

/** After a sign-in at a provider, the ticket for the second step is in the address. */
function ticketInAddress(): SecondFactor | null {
  const ticket = fragment().get('second_factor');
  return ticket ? { ticket, methods: ['totp', 'recovery-code', 'passkey'] } : null;
}

interface Step {
  factor: SecondFactor;
  remember?: boolean;
}

/** The sign-in form, at its own address or in the place of a page that needs a user. */
export function SignIn() {
  useTitle(t('auth.signIn'));
  const [second, setSecond] = useState<Step | null>(() => {
    const factor = ticketInAddress();
    return factor && { factor };
  });
  const [reason, setReason] = useState<ApiError | null>(null);
  useEffect(() => {
    // The ticket need not stay in the history.
    if (fragment().has('second_factor')) navigate(accountPath('/sign-in'), { replace: true });
  }, []);
  useEffect(() => {
    // Who is signed in already, perhaps in another tab, has nothing to do here.
    const idle = location$.value.pathname === '/sign-in' && !second && !location$.value.searchParams.has('error');
    if (user.value && idle) navigate(nextPath(), { replace: true });
  }, [user.value]);
  const enter = (tokens: Tokens): void => {
    const next = nextPath();
    adopt(tokens);
    if (location$.value.pathname === '/sign-in') navigate(next, { replace: true });
  };
  const restart = (why?: ApiError): void => {
    setReason(why ?? null);
    setSecond(null);
  };
  return (
    <div class="panel panel--narrow">
      {second ? (
        <SecondFactorStep {...second} onTokens={enter} onRestart={restart} />
      ) : (
        <PasswordStep reason={reason} onTokens={enter} onSecondFactor={(factor, remember) => setSecond({ factor, remember })} />
      )}
    </div>
  );
}
