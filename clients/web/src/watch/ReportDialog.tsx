// Tells the moderators what is wrong with a video or a comment.
import type { ReportReason } from '../api/community';
import { Dialog } from '../components/Dialog';
import { SelectField, TextArea } from '../components/Field';
import { Form, FormActions } from '../components/Form';
import { toast } from '../components/Toasts';
import { useForm } from '../components/useForm';
import { t } from '../i18n';

const REASONS = [
  'spam',
  'hate',
  'violence',
  'sexual',
  'child-safety',
  'copyright',
  'privacy',
  'misleading',
  'other',
] as const satisfies readonly ReportReason[];

interface Props {
  send: (report: { reason: ReportReason; detail: string }) => Promise<unknown>;
  onClose: () => void;
}

export function ReportDialog({ send, onClose }: Props) {
  const form = useForm<{ reason: ReportReason; detail: string }>({ reason: 'spam', detail: '' }, async (report) => {
    await send(report);
    toast(t('report.sent'));
    onClose();
  });
  return (
    <Dialog title={t('report.title')} onClose={onClose}>
      {(close) => (
        <Form of={form}>
          <p class="dialog__text">{t('report.text')}</p>
          <SelectField
            label={t('report.reason')}
            options={REASONS.map((each) => [each, t(`report.because.${each}`)] as const)}
            {...form.field('reason')}
          />
          <TextArea label={t('report.detail')} {...form.field('detail')} />
          <FormActions of={form} end onCancel={close}>
            {t('report.send')}
          </FormActions>
        </Form>
      )}
    </Dialog>
  );
}
