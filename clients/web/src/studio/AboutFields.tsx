// What a video is about, by which people find it.
import { api, unwrap } from '../api/client';
import { SelectField, TextField } from '../components/Field';
import type { FormState } from '../components/useForm';
import { useLoad } from '../components/useLoad';
import { locale, t } from '../i18n';
import type { About } from './about';
import { languageName, languageOptions } from '../lib/languages';

interface Props {
  field: FormState<About>['field'];
  /** The language that it has, which may be none of those that are offered. */
  language: string;
}

export function AboutFields({ field, language }: Props) {
  const { data } = useLoad((signal) => unwrap(api.GET('/api/categories', { signal })));
  const category = field('category');
  // Until the list is here, the one that it has.
  const categories = data?.items.map(({ slug, name }) => [slug, name] as const) ?? [[category.value, '…'] as const];
  const languages = languageOptions(locale.value);
  const offered = language === '' || languages.some(([tag]) => tag === language);
  const own = offered ? [] : [[language, languageName(language, locale.value)] as const];
  return (
    <>
      <SelectField label={t('filter.category')} options={[['', t('about.noCategory')], ...categories]} {...category} />
      <TextField label={t('filter.tag')} hint={t('about.tagsHint')} spellcheck {...field('tags')} />
      <SelectField label={t('filter.language')} options={[['', t('about.noLanguage')], ...own, ...languages]} {...field('language')} />
    </>
  );
}
