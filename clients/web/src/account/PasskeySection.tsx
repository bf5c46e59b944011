// My passkeys: which there are, another one, other names.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { Passkey } from '../api/types';
import { Confirm } from '../components/Confirm';
import { TextField } from '../components/Field';
import { Form, FormActions } from '../components/Form';
import { Loading } from '../components/Loading';
import { Reveal } from '../components/Reveal';
import { Section } from '../components/Section';
import { toast } from '../components/Toasts';
import { useReturnFocus } from '../components/useFocus';
import { useLoad } from '../components/useLoad';
import { useForm } from '../components/useForm';
import { locale, t } from '../i18n';
import { makePasskey } from '../identity/passkeys';
import { recently } from '../identity/recent';
import { formatAge, formatDate } from '../lib/format';
import { deviceName } from './deviceName';

export function PasskeySection() {
  const passkeys = useLoad(async (signal) => (await unwrap(api.GET('/api/auth/passkeys', { signal }))).items);
  const { data: known } = passkeys;
  const added = (passkey: Passkey): void => {
    passkeys.set([...(known ?? []), passkey]);
    toast(t('passkeys.added', { name: passkey.name }));
  };
  const replaced = (passkey: Passkey): void => passkeys.set((known ?? []).map((other) => (other.id === passkey.id ? passkey : other)));
  const removed = (id: string): void => passkeys.set((known ?? []).filter((other) => other.id !== id));
  return (
    <Section title={t('passkeys.title')} text={t('passkeys.text')}>
      {!known && <Loading of={passkeys} />}
      {known && known.length > 0 && (
        <ul class="entries">
          {known.map((passkey) => (
            <PasskeyEntry key={passkey.id} passkey={passkey} onRenamed={replaced} onRemoved={() => removed(passkey.id)} />
          ))}
        </ul>
      )}
      {known && (
        <Reveal label={t('passkeys.add')}>
          {(close) => (
            <NameForm
              name={deviceName(navigator.userAgent)}
              save={(name) => recently(() => makePasskey(name))}
              action={t('passkeys.make')}
              onDone={added}
              onClose={close}
            />
          )}
        </Reveal>
      )}
    </Section>
  );
}

interface EntryProps {
  passkey: Passkey;
  onRenamed: (passkey: Passkey) => void;
  onRemoved: () => void;
}

function PasskeyEntry({ passkey, onRenamed, onRemoved }: EntryProps) {
  const [renaming, setRenaming] = useState(false);
  const button = useReturnFocus<HTMLButtonElement>(renaming);
  const { id, name } = passkey;
  const params = { path: { id } };
  const remove = async (): Promise<void> => {
    await recently(() => unwrap(api.DELETE('/api/auth/passkeys/{id}', { params })));
    onRemoved();
    toast(t('passkeys.removed', { name }));
  };
  if (renaming) {
    const save = (wanted: string): Promise<Passkey> => unwrap(api.PATCH('/api/auth/passkeys/{id}', { params, body: { name: wanted } }));
    return (
      <li class="entry">
        <NameForm name={name} save={save} action={t('action.save')} onDone={onRenamed} onClose={() => setRenaming(false)} />
      </li>
    );
  }
  return (
    <li class="entry">
      <div class="entry__text">
        <strong>{name}</strong>
        <p class="facts">
          <span>{t('passkeys.made', { date: formatDate(passkey.created_at, locale.value) })}</span>
          <span>
            {passkey.last_used_at
              ? t('passkeys.used', { age: formatAge(passkey.last_used_at, Date.now(), locale.value) })
              : t('passkeys.unused')}
          </span>
          {passkey.backed_up && <span>{t('passkeys.synced')}</span>}
        </p>
      </div>
      <div class="actions">
        <button ref={button} type="button" class="button" aria-label={t('passkeys.renameOf', { name })} onClick={() => setRenaming(true)}>
          {t('passkeys.rename')}
        </button>
        <Confirm
          label={t('action.remove')}
          name={t('passkeys.removeOf', { name })}
          title={t('passkeys.removeOf', { name })}
          text={t('passkeys.removeText')}
          action={t('action.remove')}
          run={remove}
        />
      </div>
    </li>
  );
}

interface NameFormProps {
  name: string;
  action: string;
  save: (name: string) => Promise<Passkey>;
  onDone: (passkey: Passkey) => void;
  onClose: () => void;
}

function NameForm({ name: first, action, save, onDone, onClose }: NameFormProps) {
  const form = useForm({ name: first }, async ({ name }) => {
    onDone(await save(name.trim()));
    onClose();
  });
  return (
    <Form of={form} class="entry__form">
      <TextField focused label={t('passkeys.name')} hint={t('passkeys.nameHint')} {...form.field('name')} />
      <FormActions of={form} onCancel={onClose}>
        {action}
      </FormActions>
    </Form>
  );
}
