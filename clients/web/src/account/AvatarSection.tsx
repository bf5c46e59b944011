// My picture: choose another one, or have none.
import { api, unwrap } from '../api/client';
import { user } from '../api/session';
import { restore } from '../api/session';
import { Avatar } from '../components/Avatar';
import { FormError } from '../components/FormError';
import { Section } from '../components/Section';
import { toast } from '../components/Toasts';
import { useAction } from '../components/useAction';
import { t } from '../i18n';
import { useRef } from 'preact/hooks';

/** A hint for the dialogue only; the server decides by the content. */
const ACCEPT = 'image/jpeg,image/png,image/webp,image/gif';

export function AvatarSection({ onChange }: { onChange: () => void }) {
  const picked = useRef<File | null>(null);
  const put = useAction(async () => {
    const file = picked.current;
    if (!file) return;
    await unwrap(
      api.PUT('/api/users/profile/avatar', {
        // The contract's word for the bytes of a file is a string.
        body: { avatar: file as unknown as string },
        bodySerializer: () => {
          const form = new FormData();
          form.append('avatar', file);
          return form;
        },
      }),
    );
    await changed('profile.pictureSaved');
  });
  const remove = useAction(async () => {
    await unwrap(api.DELETE('/api/users/profile/avatar'));
    await changed('profile.pictureRemoved');
  });
  const changed = async (words: 'profile.pictureSaved' | 'profile.pictureRemoved'): Promise<void> => {
    await restore();
    onChange();
    toast(t(words));
  };
  const who = user.value;
  if (!who) return null;
  return (
    <Section title={t('profile.picture')} text={t('profile.pictureText')}>
      <FormError error={put.error ?? remove.error} />
      <div class="picture">
        <Avatar of={who} size="large" />
        <div class="actions">
          <input
            class="visually-hidden"
            id="picture-file"
            type="file"
            accept={ACCEPT}
            disabled={put.busy}
            onChange={(event) => {
              picked.current = event.currentTarget.files?.[0] ?? null;
              put.start();
              // So that choosing the same file again is a change, too.
              event.currentTarget.value = '';
            }}
          />
          <label class="button" for="picture-file" aria-busy={put.busy}>
            {put.busy ? t('profile.pictureSending') : t('profile.pictureChoose')}
          </label>
          {who.avatar_url && (
            <button type="button" class="button button--plain" disabled={remove.busy} onClick={remove.start}>
              {t('profile.pictureRemove')}
            </button>
          )}
        </div>
      </div>
    </Section>
  );
}
