// My password: another one, or a first one for an account that began elsewhere.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { user } from '../api/session';
import { CheckField, PasswordField } from '../components/Field';
import { FormError } from '../components/FormError';
import { Loading } from '../components/Loading';
import { Reveal } from '../components/Reveal';
import { Section } from '../components/Section';
import { toast } from '../components/Toasts';
import { useLoad } from '../components/useLoad';
import { useSubmit } from '../components/useSubmit';
import { t } from '../i18n';
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

const FIELDS = ['current_password', 'new_password'] as const;

interface FormProps {
  has: boolean;
  onChanged: () => void;
  onClose: () => void;
}

function PasswordForm({ has, onChanged, onClose }: FormProps) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [keep, setKeep] = useState(false);
  const [revoke, setRevoke] = useState(false);
  const { onSubmit, busy, error } = useSubmit(async () => {
    const body = { new_password: next, keep_other_sessions: keep, revoke_api_keys: revoke, ...(has && { current_password: current }) };
    await recently(() => unwrap(api.POST('/api/auth/password/change', { body })));
    onChanged();
    onClose();
  });
  return (
    <form noValidate onSubmit={onSubmit}>
      <FormError error={error} fields={FIELDS} />
      {/* Password managers file the new password under this. */}
      <input
        class="visually-hidden"
        type="text"
        name="username"
        autocomplete="username"
        value={user.value?.email}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      {has && (
        <PasswordField
          focused
          label={t('password.current')}
          name="current_password"
          autocomplete="current-password"
          value={current}
          onValue={setCurrent}
          error={error?.field('current_password')}
        />
      )}
      <PasswordField
        focused={!has}
        label={t('password.new')}
        name="new_password"
        autocomplete="new-password"
        hint={t('auth.passwordHint')}
        value={next}
        onValue={setNext}
        error={error?.field('new_password')}
      />
      <CheckField label={t('password.keep')} hint={t('password.keepHint')} name="keep_other_sessions" checked={keep} onChecked={setKeep} />
      <CheckField label={t('password.revoke')} name="revoke_api_keys" checked={revoke} onChecked={setRevoke} />
      <div class="actions">
        <button type="submit" class="button button--primary" disabled={busy}>
          {t('action.save')}
        </button>
        <button type="button" class="button button--plain" onClick={onClose}>
          {t('action.cancel')}
        </button>
      </div>
    </form>
  );
}
