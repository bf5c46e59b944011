// A new API key: what it is for, what it may do, how long it lives.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { user } from '../api/session';
import type { CreatedApiKey, Scope } from '../api/types';
import { CheckField, SelectField, TextField } from '../components/Field';
import { FormError } from '../components/FormError';
import { useSubmit } from '../components/useSubmit';
import { t } from '../i18n';
import { recently } from '../identity/recent';

const SCOPES = [
  'videos:read',
  'videos:write',
  'uploads:write',
  'profile:read',
  'profile:write',
  'library:read',
  'library:write',
  'comments:write',
  'admin',
] as const satisfies readonly Scope[];

const LIVES = ['30', '90', '365', 'forever'] as const;

interface Props {
  onMade: (key: CreatedApiKey) => void;
  onCancel: () => void;
}

export function KeyForm({ onMade, onCancel }: Props) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const [days, setDays] = useState<(typeof LIVES)[number]>('90');
  const { onSubmit, busy, error } = useSubmit(async () => {
    const body = { name: name.trim(), scopes: [...scopes], ...(days !== 'forever' && { expires_in_days: Number(days) }) };
    onMade(await recently(() => unwrap(api.POST('/api/auth/keys', { body }))));
  });
  const offered = SCOPES.filter((scope) => scope !== 'admin' || user.value?.role === 'admin');
  const grant = (scope: Scope, granted: boolean): void =>
    setScopes(granted ? [...scopes, scope] : scopes.filter((other) => other !== scope));
  const fault = error?.field('scopes');
  return (
    <form noValidate onSubmit={onSubmit}>
      <FormError error={error} fields={['name', 'scopes']} />
      <TextField
        focused
        spellcheck
        label={t('keys.name')}
        hint={t('keys.nameHint')}
        name="name"
        value={name}
        onValue={setName}
        error={error?.field('name')}
      />
      <fieldset class="choices" aria-describedby={fault ? 'scopes-error' : undefined}>
        <legend>{t('keys.scopes')}</legend>
        {offered.map((scope) => (
          <CheckField
            key={scope}
            label={t(`scope.${scope}`)}
            hint={scope}
            name={scope}
            checked={scopes.includes(scope)}
            onChecked={(granted) => grant(scope, granted)}
          />
        ))}
        {fault && (
          <p class="field__error" id="scopes-error">
            {fault}
          </p>
        )}
      </fieldset>
      <SelectField
        label={t('keys.life')}
        name="life"
        value={days}
        onValue={setDays}
        options={LIVES.map((life) => [life, t(`keys.life.${life}`)] as const)}
      />
      <div class="actions">
        <button type="submit" class="button button--primary" disabled={busy}>
          {t('keys.make')}
        </button>
        <button type="button" class="button button--plain" onClick={onCancel}>
          {t('action.cancel')}
        </button>
      </div>
    </form>
  );
}
