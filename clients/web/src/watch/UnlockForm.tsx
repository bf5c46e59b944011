// In the place of a video with a password: what lets one in.
import { api, unwrap } from '../api/client';
import { ApiError } from '../api/problem';
import { PasswordField } from '../components/Field';
import { Form, Submit } from '../components/Form';
import { useForm } from '../components/useForm';
import { useTitle } from '../components/useTitle';
import { t } from '../i18n';

/** Some refusals have their own words here, and one is none. */
function explain(thrown: unknown): void {
  if (!(thrown instanceof ApiError)) throw thrown;
  const { problem } = thrown;
  // Its owner opened it to everybody meanwhile.
  if (problem.code === 'video-without-password') return;
  if (problem.status === 429) throw new ApiError({ ...problem, title: t('unlock.tooMany'), detail: t('unlock.tooManyHint') });
  throw thrown;
}

export function UnlockForm({ id, onUnlocked }: { id: string; onUnlocked: () => void }) {
  useTitle(t('unlock.title'));
  const form = useForm({ password: '' }, async (body) => {
    await unwrap(api.POST('/api/videos/{id}/unlock', { params: { path: { id } }, body })).catch(explain);
    onUnlocked();
  });
  return (
    <div class="panel panel--narrow">
      <h1>{t('unlock.title')}</h1>
      <p>{t('unlock.text')}</p>
      <Form of={form}>
        <PasswordField label={t('unlock.password')} autocomplete="off" focused {...form.field('password')} />
        <Submit of={form} wide disabled={form.values.password === ''}>
          {t('unlock.send')}
        </Submit>
      </Form>
    </div>
  );
}
