// A new API key: what it is for, what it may do, how long it lives.
import { api, unwrap } from '../api/client';
import { user } from '../api/session';
import type { CreatedApiKey, Scope } from '../api/types';
import { CheckField, SelectField, TextField } from '../components/Field';
import { Form, FormActions } from '../components/Form';
import { useForm } from '../components/useForm';
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

interface Values {
  name: string;
  scopes: readonly Scope[];
  life: (typeof LIVES)[number];
}

interface Props {
  onMade: (key: CreatedApiKey) => void;
  onCancel: () => void;
}

export function KeyForm({ onMade, onCancel }: Props) {
  const form = useForm<Values>({ name: '', scopes: [], life: '90' }, async ({ name, scopes, life }) => {
    const body = { name: name.trim(), scopes: [...scopes], ...(life !== 'forever' && { expires_in_days: Number(life) }) };
    onMade(await recently(() => unwrap(api.POST('/api/auth/keys', { body }))));
  });
  const offered = SCOPES.filter((scope) => scope !== 'admin' || user.value?.role === 'admin');
  const { scopes } = form.values;
  const grant = (scope: Scope, granted: boolean): void =>
    form.set({ scopes: granted ? [...scopes, scope] : scopes.filter((other) => other !== scope) });
  const fault = form.fault('scopes');
  return (
    <Form of={form}>
      <TextField focused spellcheck label={t('keys.name')} hint={t('keys.nameHint')} {...form.field('name')} />
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
        {...form.field('life')}
        options={LIVES.map((life) => [life, t(`keys.life.${life}`)] as const)}
      />
      <FormActions of={form} onCancel={onCancel}>
        {t('keys.make')}
      </FormActions>
    </Form>
  );
}
