// What is held about me: taking it along, or having it erased.
import { useState } from 'preact/hooks';
import { AccountFrame } from '../account/AccountFrame';
import { api, unwrap } from '../api/client';
import { forget } from '../api/session';
import { CheckField } from '../components/Field';
import { Confirm } from '../components/Confirm';
import { Form } from '../components/Form';
import { Section } from '../components/Section';
import { toast } from '../components/Toasts';
import { useForm } from '../components/useForm';
import { locale, t } from '../i18n';
import { recently } from '../identity/recent';
import { formatDate, formatInstant } from '../lib/format';
import { navigate } from '../router';

export function AccountData() {
  return (
    <AccountFrame title={t('data.title')}>
      <Export />
      <Deletion />
    </AccountFrame>
  );
}

interface Ready {
  url: string;
  expires_at: string;
}

function Export() {
  const [ready, setReady] = useState<Ready | null>(null);
  const form = useForm({ media: false }, async (body) => {
    const made = await recently(() => unwrap(api.POST('/api/users/profile/export', { body })));
    setReady(made);
    // The answer is an attachment, so the page stays.
    location.assign(made.url);
  });
  return (
    <Section title={t('export.title')} text={t('export.text')}>
      <Form of={form}>
        <CheckField label={t('export.media')} hint={t('export.mediaHint')} {...form.check('media')} />
        <button type="submit" class="button" disabled={form.busy}>
          {t('export.action')}
        </button>
      </Form>
      {ready && (
        <p class="notice" role="status">
          {t('export.ready')} <a href={ready.url}>{t('export.again')}</a>{' '}
          {t('export.until', { time: formatInstant(ready.expires_at, locale.value) })}
        </p>
      )}
    </Section>
  );
}

function Deletion() {
  const remove = async (): Promise<void> => {
    const { erase_after } = await recently(() => unwrap(api.DELETE('/api/users/profile')));
    forget();
    toast(t('deletion.done', { date: formatDate(erase_after, locale.value) }));
    navigate('/');
  };
  return (
    <Section danger title={t('deletion.title')} text={t('deletion.text')}>
      <div class="actions">
        <Confirm
          label={t('deletion.action')}
          title={t('deletion.ask')}
          text={t('deletion.askText')}
          action={t('deletion.confirm')}
          run={remove}
        />
      </div>
    </Section>
  );
}
