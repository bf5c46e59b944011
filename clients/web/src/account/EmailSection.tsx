// My address: whether it is proven, and another one in its place.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { user } from '../api/session';
import { TextField } from '../components/Field';
import { Form, FormActions } from '../components/Form';
import { Reveal } from '../components/Reveal';
import { Section } from '../components/Section';
import { useForm } from '../components/useForm';
import { t } from '../i18n';
import { recently } from '../identity/recent';
import { Resend } from '../identity/Resend';

export function EmailSection() {
  const [asked, setAsked] = useState<string | null>(null);
  const who = user.value;
  if (!who) return null;
  return (
    <Section title={t('email.title')} text={t('email.text')}>
      <p class="fact">
        <strong>{who.email}</strong>{' '}
        <span class="badge" data-state={who.email_verified ? 'ready' : undefined}>
          {who.email_verified ? t('email.verified') : t('email.unverified')}
        </span>
      </p>
      {asked && (
        <p class="notice" role="status">
          {t('email.sent', { email: asked })}
        </p>
      )}
      {!who.email_verified && (
        <div class="actions actions--above">
          <Resend email={who.email} />
        </div>
      )}
      <Reveal label={t('email.change')}>{(close) => <ChangeForm onAsked={setAsked} onClose={close} />}</Reveal>
    </Section>
  );
}

interface FormProps {
  onAsked: (email: string) => void;
  onClose: () => void;
}

function ChangeForm({ onAsked, onClose }: FormProps) {
  const form = useForm({ email: '' }, async ({ email }) => {
    const wanted = email.trim();
    await recently(() => unwrap(api.POST('/api/auth/email/change', { body: { email: wanted } })));
    onAsked(wanted);
    onClose();
  });
  return (
    <Form of={form}>
      <TextField focused label={t('email.new')} type="email" autocomplete="email" {...form.field('email')} />
      <FormActions of={form} onCancel={onClose}>
        {t('email.sendLink')}
      </FormActions>
    </Form>
  );
}
