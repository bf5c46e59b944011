// My password: another one, or a first one for an account that began elsewhere.
import { api, unwrap } from '../api/client';
import { CheckField, PasswordField } from '../components/Field';
import { Form, FormActions } from '../components/Form';
import { Loading } from '../components/Loading';
import { Reveal } from '../components/Reveal';
import { Section } from '../components/Section';
import { toast } from '../components/Toasts';
import { useLoad } from '../components/useLoad';
import { useForm } from '../components/useForm';
import { t } from '../i18n';
import { AccountName } from '../identity/AccountName';
import { recently } from '../identity/recent';

export function PasswordSection() {
  const profile = useLoad((signal) => unwrap(api.GET('/api/users/profile', { signal })));
  const has = profile.data?.has_password;
  const changed = (): void => {
    toast(t('password.saved'));
    profile.reload();
  };
  return (
    <Section title={t('auth.password')} text={has === false ? t('password.none') : t('password.text')}>
      {has === undefined ? (
        <Loading of={profile} />
      ) : (
        <Reveal label={has ? t('password.change') : t('password.set')}>
          {(close) => <PasswordForm has={has} onChanged={changed} onClose={close} />}
        </Reveal>
      )}
    </Section>
  );
}

interface FormProps {
  has: boolean;
  onChanged: () => void;
  onClose: () => void;
}

function PasswordForm({ has, onChanged, onClose }: FormProps) {
  const first = { current_password: '', new_password: '', keep_other_sessions: false, revoke_api_keys: false };
  const form = useForm(first, async ({ current_password, ...wanted }) => {
    const body = { ...wanted, ...(has && { current_password }) };
    await recently(() => unwrap(api.POST('/api/auth/password/change', { body })));
    onChanged();
    onClose();
  });
  return (
    <Form of={form}>
      <AccountName />
      {has && (
        <PasswordField focused label={t('password.current')} autocomplete="current-password" {...form.field('current_password')} />
      )}
      <PasswordField
        focused={!has}
        label={t('password.new')}
        autocomplete="new-password"
        hint={t('auth.passwordHint')}
        {...form.field('new_password')}
      />
      <CheckField label={t('password.keep')} hint={t('password.keepHint')} {...form.check('keep_other_sessions')} />
      <CheckField label={t('password.revoke')} {...form.check('revoke_api_keys')} />
      <FormActions of={form} onCancel={onClose}>
        {t('action.save')}
      </FormActions>
    </Form>
  );
}
