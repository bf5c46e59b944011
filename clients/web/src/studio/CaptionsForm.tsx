// A file of captions: its language, what it is for, and the file.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { faulty } from '../api/problem';
import type { CaptionKind, CaptionTrack } from '../api/types';
import { CheckField, FileField, SelectField, TextField } from '../components/Field';
import { Form, Submit } from '../components/Form';
import { useForm } from '../components/useForm';
import { locale, t } from '../i18n';
import { languageOptions } from '../lib/languages';

const KINDS = ['subtitles', 'captions'] as const satisfies readonly CaptionKind[];
const OTHER = 'other';

interface Values {
  choice: string;
  /** A BCP 47 tag, where the choice is another language. */
  lang: string;
  kind: CaptionKind;
  label: string;
  default: boolean;
}

interface Props {
  video: string;
  /** Languages that there are captions in. */
  taken: readonly string[];
  onPut: (track: CaptionTrack) => void;
}

export function CaptionsForm({ video, taken, onPut }: Props) {
  const [file, setFile] = useState<File | null>(null);
  const first: Values = { choice: locale.value, lang: '', kind: 'subtitles', label: '', default: false };
  const form = useForm(first, async (values) => {
    if (!file) throw faulty({ file: t('captions.noFile') });
    const lang = values.choice === OTHER ? values.lang.trim() : values.choice;
    if (!lang) throw faulty({ lang: t('captions.noLanguage') });
    const label = values.label.trim();
    const query = { kind: values.kind, default: values.default, ...(label && { label }) };
    onPut(
      await unwrap(
        api.PUT('/api/videos/{id}/captions/{lang}', {
          params: { path: { id: video, lang }, query },
          headers: { 'Content-Type': /\.srt$/i.test(file.name) ? 'application/x-subrip' : 'text/vtt' },
          // The contract's word for a file of text is a string; its bytes are sent as they are, whatever their encoding.
          body: file as unknown as string,
          bodySerializer: () => file,
        }),
      ),
    );
  });
  const { choice } = form.values;
  return (
    <Form of={form}>
      <SelectField
        label={t('filter.language')}
        {...form.field('choice')}
        options={[...languageOptions(locale.value), [OTHER, t('captions.other')]]}
        hint={taken.includes(choice) ? t('captions.replaces') : undefined}
      />
      {choice === OTHER && <TextField label={t('captions.tag')} hint={t('captions.tagHint')} focused {...form.field('lang')} />}
      <SelectField
        label={t('captions.kind')}
        {...form.field('kind')}
        options={KINDS.map((kind) => [kind, t(`captions.kind.${kind}`)] as const)}
      />
      <TextField label={t('captions.label')} hint={t('captions.labelHint')} spellcheck {...form.field('label')} />
      <CheckField label={t('captions.default')} {...form.check('default')} />
      <FileField
        label={t('captions.file')}
        hint={t('captions.fileHint')}
        name="file"
        accept=".vtt,.srt,text/vtt,application/x-subrip"
        onFile={setFile}
        error={form.fault('file')}
      />
      <Submit of={form}>{t('captions.send')}</Submit>
    </Form>
  );
}
