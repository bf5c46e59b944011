// What everybody sees of me: picture, names, a few words.
import { AccountFrame } from '../account/AccountFrame';
import { AvatarSection } from '../account/AvatarSection';
import { api, unwrapWithResponse } from '../api/client';
import { ApiError } from '../api/problem';
import { user } from '../api/session';
import type { Profile } from '../api/types';
import { SelectField, TextArea, TextField } from '../components/Field';
import { Form, Submit } from '../components/Form';
import { Loading } from '../components/Loading';
import { Section } from '../components/Section';
import { toast } from '../components/Toasts';
import { useLoad } from '../components/useLoad';
import { useForm } from '../components/useForm';
import { LANGUAGES, t, type Locale } from '../i18n';

/** The profile as it was read, with the version that a change is for. */
interface Copy {
  profile: Profile;
  etag: string | null;
}

async function readCopy(signal?: AbortSignal): Promise<Copy> {
  const { data, response } = await unwrapWithResponse(api.GET('/api/users/profile', signal ? { signal } : {}));
  return { profile: data, etag: response.headers.get('ETag') };
}

export function AccountProfile() {
  const copy = useLoad(readCopy);
  const { data } = copy;
  return (
    <AccountFrame title={t('profile.title')}>
      {data ? (
        <>
          <AvatarSection onChange={copy.reload} />
          <Section title={t('profile.about')} text={t('profile.aboutText')}>
            <ProfileForm key={data.etag} copy={data} onCopy={copy.set} />
          </Section>
        </>
      ) : (
        <Loading of={copy} />
      )}
    </AccountFrame>
  );
}

interface FormProps {
  copy: Copy;
  onCopy: (copy: Copy) => void;
}

function ProfileForm({ copy, onCopy }: FormProps) {
  const { profile, etag } = copy;
  const { display_name, handle, bio, locale } = profile;
  const first = { display_name, handle, bio, website: profile.website ?? '', location: profile.location ?? '', locale };
  const form = useForm(first, async (values) => {
    const named = values.handle.trim() === handle ? {} : { handle: values.handle.trim() };
    const places = { website: values.website.trim() || null, location: values.location.trim() || null };
    const body = { ...named, ...places, display_name: values.display_name.trim(), bio: values.bio.trim(), locale: values.locale };
    const params = { header: etag ? { 'If-Match': etag } : {} };
    try {
      const call = api.PATCH('/api/users/profile', { params, body });
      const { data, response } = await unwrapWithResponse(call);
      onCopy({ profile: data, etag: response.headers.get('ETag') });
      if (user.value) user.value = { ...user.value, handle: data.handle, display_name: data.display_name };
      toast(t('mine.saved'));
    } catch (thrown) {
      if (!(thrown instanceof ApiError && thrown.status === 412)) throw thrown;
      toast(t('profile.stale'));
      onCopy(await readCopy());
    }
  });
  return (
    <Form of={form}>
      <TextField label={t('profile.name')} autocomplete="name" {...form.field('display_name')} />
      <TextField label={t('auth.handle')} autocomplete="username" hint={t('profile.handleHint')} {...form.field('handle')} />
      <TextArea label={t('profile.bio')} {...form.field('bio')} />
      <TextField label={t('profile.website')} type="url" autocomplete="url" hint={t('profile.websiteHint')} {...form.field('website')} />
      <TextField label={t('profile.location')} spellcheck {...form.field('location')} />
      <SelectField
        label={t('profile.language')}
        {...form.field('locale')}
        options={Object.entries(LANGUAGES) as [Locale, string][]}
      />
      <Submit of={form}>{t('action.save')}</Submit>
    </Form>
  );
}
