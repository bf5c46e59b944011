// What every new account is made of, however its owner signs in.
import { TextField } from '../components/Field';
import type { FormState } from '../components/useForm';
import { t } from '../i18n';

export interface NewAccount {
  email: string;
  handle: string;
  display_name: string;
}

/** As the server wants it: without a name, it takes the one it knows. */
export function newAccount({ email, handle, display_name }: NewAccount) {
  const name = display_name.trim();
  return { email: email.trim(), handle: handle.trim(), ...(name && { display_name: name }) };
}

export function NewAccountFields({ of: { field } }: { of: Pick<FormState<NewAccount>, 'field'> }) {
  return (
    <>
      <TextField label={t('auth.email')} type="email" autocomplete="email" {...field('email')} />
      <TextField label={t('auth.handle')} autocomplete="username" hint={t('auth.handleHint')} {...field('handle')} />
      <TextField label={t('auth.displayName')} autocomplete="name" {...field('display_name')} />
    </>
  );
}
