// What I want to be told in the app.
import { AccountFrame } from '../account/AccountFrame';
import { api, unwrap } from '../api/client';
import type { NotificationKind } from '../api/community';
import { CheckField } from '../components/Field';
import { Form, Submit } from '../components/Form';
import { Loading } from '../components/Loading';
import { Section } from '../components/Section';
import { toast } from '../components/Toasts';
import { useForm } from '../components/useForm';
import { useLoad } from '../components/useLoad';
import { t } from '../i18n';

const KINDS = [
  'new-video',
  'comment',
  'reply',
  'mention',
  'comment-heart',
  'follow',
  'video-ready',
  'video-failed',
  'moderation',
] as const satisfies readonly NotificationKind[];

type Wishes = Record<NotificationKind, boolean>;

const PATH = '/api/users/notifications/preferences';

export function AccountNotifications() {
  const found = useLoad((signal) => unwrap(api.GET(PATH, { signal })));
  return (
    <AccountFrame title={t('wishes.title')}>
      <Section title={t('wishes.what')} text={t('wishes.text')}>
        {found.data ? <WishesForm kinds={found.data.kinds} /> : <Loading of={found} />}
      </Section>
    </AccountFrame>
  );
}

function WishesForm({ kinds }: { kinds: Record<string, boolean> }) {
  const first = Object.fromEntries(KINDS.map((kind) => [kind, kinds[kind] ?? true])) as Wishes;
  const form = useForm(first, async (wishes) => {
    await unwrap(api.PUT(PATH, { body: { kinds: wishes } }));
    toast(t('mine.saved'));
  });
  return (
    <Form of={form}>
      {KINDS.map((kind) => (
        <CheckField key={kind} label={t(`wishes.${kind}`)} {...form.check(kind)} />
      ))}
      <Submit of={form}>{t('action.save')}</Submit>
    </Form>
  );
}
