// What is said of a category: its names in both languages, and that in addresses while it is new.
import { api, unwrap } from '../api/client';
import { faulty } from '../api/problem';
import type { Category } from '../api/types';
import { TextField } from '../components/Field';
import { Form, FormActions } from '../components/Form';
import { useForm } from '../components/useForm';
import { t } from '../i18n';
import { isSlug, lastPosition, slugOf } from './categories';

export const putCategory = ({ slug, ...said }: Category): Promise<Category> =>
  unwrap(api.PUT('/api/admin/categories/{slug}', { params: { path: { slug } }, body: said }));

interface Props {
  of?: Category;
  /** Those that a new one comes to. */
  others?: readonly Category[];
  onSaved: (category: Category) => void;
  onCancel: () => void;
}

export function CategoryForm({ of, others = [], onSaved, onCancel }: Props) {
  const first = { name_en: of?.name_en ?? '', name_es: of?.name_es ?? '', slug: '' };
  const form = useForm(first, async ({ name_en, name_es, slug: typed }) => {
    const slug = of?.slug ?? (typed.trim() || slugOf(name_en));
    if (!of && !isSlug(slug)) throw faulty({ slug: t('categories.badSlug') });
    if (!of && others.some((other) => other.slug === slug)) throw faulty({ slug: t('categories.taken') });
    const position = of?.position ?? lastPosition(others);
    onSaved(await putCategory({ slug, name_en: name_en.trim(), name_es: name_es.trim(), position }));
  });
  return (
    <Form of={form} class="entry__form">
      <TextField label={t('categories.english')} spellcheck focused {...form.field('name_en')} />
      <TextField label={t('categories.spanish')} spellcheck {...form.field('name_es')} />
      {!of && (
        <TextField
          label={t('categories.slug')}
          hint={t('categories.slugHint', { slug: slugOf(form.values.name_en) || 'music' })}
          {...form.field('slug')}
        />
      )}
      <FormActions of={form} onCancel={onCancel}>
        {t('action.save')}
      </FormActions>
    </Form>
  );
}
