// Keys by which programs act for me.
import { useState } from 'preact/hooks';
import { AccountFrame } from '../account/AccountFrame';
import { KeyForm } from '../account/KeyForm';
import { api, unwrap } from '../api/client';
import type { ApiKey, CreatedApiKey } from '../api/types';
import { Confirm } from '../components/Confirm';
import { CopyButton } from '../components/CopyButton';
import { Loading } from '../components/Loading';
import { Reveal } from '../components/Reveal';
import { Section } from '../components/Section';
import { toast } from '../components/Toasts';
import { useFocus } from '../components/useFocus';
import { useLoad } from '../components/useLoad';
import { locale, t } from '../i18n';
import { formatAge, formatDate } from '../lib/format';

export function AccountKeys() {
  const keys = useLoad(async (signal) => (await unwrap(api.GET('/api/auth/keys', { signal }))).items);
  const [created, setCreated] = useState<CreatedApiKey | null>(null);
  const { data: known } = keys;
  const made = (key: CreatedApiKey): void => {
    setCreated(key);
    keys.reload();
  };
  return (
    <AccountFrame title={t('keys.title')}>
      <Section title={t('keys.yours')} text={t('keys.text')}>
        {created && <NewKey created={created} onDone={() => setCreated(null)} />}
        {!known && <Loading of={keys} />}
        {known && known.length > 0 && (
          <ul class="entries">
            {known.map((key) => (
              <KeyEntry key={key.id} apiKey={key} onRevoked={() => keys.set(known.filter(({ id }) => id !== key.id))} />
            ))}
          </ul>
        )}
        {known && !created && (
          <Reveal primary label={t('keys.add')}>
            {(close) => <KeyForm onMade={made} onCancel={close} />}
          </Reveal>
        )}
      </Section>
    </AccountFrame>
  );
}

function NewKey({ created, onDone }: { created: CreatedApiKey; onDone: () => void }) {
  const notice = useFocus<HTMLDivElement>();
  return (
    <div class="notice notice--secret" ref={notice} tabIndex={-1}>
      <p>{t('keys.once', { name: created.name })}</p>
      <p class="secret">
        <code>{created.key}</code>
      </p>
      <div class="actions">
        <CopyButton text={created.key} label={t('action.copy')} />
        <button type="button" class="button button--plain" onClick={onDone}>
          {t('keys.kept')}
        </button>
      </div>
    </div>
  );
}

function expiry(key: ApiKey): string {
  if (!key.expires_at) return t('keys.forever');
  const date = formatDate(key.expires_at, locale.value);
  return t(Date.parse(key.expires_at) < Date.now() ? 'keys.expired' : 'keys.expires', { date });
}

function KeyEntry({ apiKey: key, onRevoked }: { apiKey: ApiKey; onRevoked: () => void }) {
  const { name } = key;
  const revoke = async (): Promise<void> => {
    await unwrap(api.DELETE('/api/auth/keys/{id}', { params: { path: { id: key.id } } }));
    onRevoked();
    toast(t('keys.revoked', { name }));
  };
  return (
    <li class="entry">
      <div class="entry__text">
        <strong>{name}</strong> <code>{key.hint}…</code>
        <p class="facts">
          <span>{key.scopes.map((scope) => t(`scope.${scope}`)).join(', ')}</span>
          <span>{expiry(key)}</span>
          <span>
            {key.last_used_at ? t('keys.used', { age: formatAge(key.last_used_at, Date.now(), locale.value) }) : t('keys.unused')}
          </span>
        </p>
      </div>
      <Confirm
        label={t('keys.revoke')}
        name={t('keys.revokeOf', { name })}
        title={t('keys.revokeOf', { name })}
        text={t('keys.revokeText')}
        action={t('keys.revoke')}
        run={revoke}
      />
    </li>
  );
}
