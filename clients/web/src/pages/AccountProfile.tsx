// What everybody sees of me: picture, names, a few words.
import { useState } from 'preact/hooks';
import { AccountFrame } from '../account/AccountFrame';
import { AvatarSection } from '../account/AvatarSection';
import { api, unwrapWithResponse } from '../api/client';
import { ApiError } from '../api/problem';
import { user } from '../api/session';
import type { Profile } from '../api/types';
import { SelectField, TextArea, TextField } from '../components/Field';
import { FormError } from '../components/FormError';
import { Loading } from '../components/Loading';
import { Section } from '../components/Section';
import { toast } from '../components/Toasts';
import { useLoad } from '../components/useLoad';
import { useSubmit } from '../components/useSubmit';
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

const FIELDS = ['display_name', 'handle', 'bio', 'website', 'location', 'locale'] as const;

interface FormProps {
  copy: Copy;
  onCopy: (copy: Copy) => void;
}

function ProfileForm({ copy, onCopy }: FormProps) {
  const { profile, etag } = copy;
  const [displayName, setDisplayName] = useState(profile.display_name);
  const [handle, setHandle] = useState(profile.handle);
  const [bio, setBio] = useState(profile.bio);
  const [website, setWebsite] = useState(profile.website ?? '');
  const [place, setPlace] = useState(profile.location ?? '');
  const [language, setLanguage] = useState<Locale>(profile.locale);
  const { onSubmit, busy, error } = useSubmit(async () => {
    const named = handle.trim() === profile.handle ? {} : { handle: handle.trim() };
    const words = { display_name: displayName.trim(), bio: bio.trim(), website: website.trim() || null, location: place.trim() || null };
    const params = { header: etag ? { 'If-Match': etag } : {} };
    try {
      const call = api.PATCH('/api/users/profile', { params, body: { ...named, ...words, locale: language } });
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
    <form noValidate onSubmit={onSubmit}>
      <FormError error={error} fields={FIELDS} />
      <TextField
        label={t('profile.name')}
        name="display_name"
        autocomplete="name"
        value={displayName}
        onValue={setDisplayName}
        error={error?.field('display_name')}
      />
      <TextField
        label={t('auth.handle')}
        name="handle"
        autocomplete="username"
        hint={t('profile.handleHint')}
        value={handle}
        onValue={setHandle}
        error={error?.field('handle')}
      />
      <TextArea label={t('profile.bio')} name="bio" value={bio} onValue={setBio} error={error?.field('bio')} />
      <TextField
        label={t('profile.website')}
        name="website"
        type="url"
        autocomplete="url"
        hint={t('profile.websiteHint')}
        value={website}
        onValue={setWebsite}
        error={error?.field('website')}
      />
      <TextField
        label={t('profile.location')}
        name="location"
        spellcheck
        value={place}
        onValue={setPlace}
        error={error?.field('location')}
      />
      <SelectField
        label={t('profile.language')}
        name="locale"
        value={language}
        onValue={setLanguage}
        options={Object.entries(LANGUAGES) as [Locale, string][]}
        error={error?.field('locale')}
      />
      <button type="submit" class="button button--primary" disabled={busy}>
        {t('action.save')}
      </button>
    </form>
  );
}
