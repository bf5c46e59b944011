// How I sign in: address, password, second factor, passkeys, accounts elsewhere.
import { AccountFrame } from '../account/AccountFrame';
import { EmailSection } from '../account/EmailSection';
import { IdentitySection } from '../account/IdentitySection';
import { PasskeySection } from '../account/PasskeySection';
import { PasswordSection } from '../account/PasswordSection';
import { SecondFactorSection } from '../account/SecondFactorSection';
import { t } from '../i18n';
import { passkeysWork } from '../identity/passkeys';

export function AccountSecurity() {
  return (
    <AccountFrame title={t('security.title')}>
      <EmailSection />
      <PasswordSection />
      <SecondFactorSection />
      {passkeysWork && <PasskeySection />}
      <IdentitySection />
    </AccountFrame>
  );
}
