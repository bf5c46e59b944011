// What videos can be about: the list in its order, in both languages.
import { useState } from 'preact/hooks';
import { AdminFrame } from '../admin/AdminFrame';
import { reordered } from '../admin/categories';
import { CategoryForm, putCategory } from '../admin/CategoryForm';
import { api, unwrap } from '../api/client';
import type { Category } from '../api/types';
import { announce } from '../components/Announcer';
import { Confirm } from '../components/Confirm';
import { Icon } from '../components/Icon';
import { Loading } from '../components/Loading';
import { Reveal } from '../components/Reveal';
import { Section } from '../components/Section';
import { complain, toast } from '../components/Toasts';
import { useReturnFocus } from '../components/useFocus';
import { useLoad } from '../components/useLoad';
import { locale, t } from '../i18n';

const nameOf = ({ name_en, name_es }: Category): string => (locale.value === 'es' ? name_es : name_en);

export function AdminCategories() {
  const found = useLoad((signal) => unwrap(api.GET('/api/admin/categories', { signal })));
  const items = found.data?.items ?? [];
  const show = (next: Category[]): void => found.set({ items: next });
  const saved = (category: Category): void => {
    const known = items.some(({ slug }) => slug === category.slug);
    show(known ? items.map((item) => (item.slug === category.slug ? category : item)) : [...items, category]);
    toast(t('categories.saved', { name: nameOf(category) }));
  };
  const move = async (from: number, to: number): Promise<void> => {
    const { all, changed } = reordered(items, from, to);
    show(all);
    // One after the other: if one is refused, what is shown is read again.
    for (const category of changed) await putCategory(category);
    const moved = all[to];
    if (moved) announce(t('playlists.moved', { title: nameOf(moved), place: to + 1 }));
  };
  const remove = async (category: Category): Promise<void> => {
    await unwrap<unknown>(api.DELETE('/api/admin/categories/{slug}', { params: { path: { slug: category.slug } } }));
    show(items.filter(({ slug }) => slug !== category.slug));
    toast(t('categories.deleted', { name: nameOf(category) }));
  };
  return (
    <AdminFrame title={t('categories.title')}>
      <Section title={t('categories.list')} text={t('categories.text')}>
        {!found.data && <Loading of={found} />}
        {found.data && items.length === 0 && <p class="section__text">{t('categories.none')}</p>}
        <ol class="entries">
          {items.map((category, at) => (
            <CategoryEntry
              key={category.slug}
              category={category}
              first={at === 0}
              last={at === items.length - 1}
              onMove={(by) =>
                void move(at, at + by).catch((thrown: unknown) => {
                  complain(thrown);
                  found.reload();
                })
              }
              onSaved={saved}
              onDelete={() => remove(category)}
            />
          ))}
        </ol>
        {found.data && (
          <Reveal label={t('categories.add')} primary>
            {(close) => (
              <CategoryForm
                others={items}
                onSaved={(category) => {
                  saved(category);
                  close();
                }}
                onCancel={close}
              />
            )}
          </Reveal>
        )}
      </Section>
    </AdminFrame>
  );
}

interface EntryProps {
  category: Category;
  first: boolean;
  last: boolean;
  onMove: (by: 1 | -1) => void;
  onSaved: (category: Category) => void;
  onDelete: () => Promise<void>;
}

function CategoryEntry({ category, first, last, onMove, onSaved, onDelete }: EntryProps) {
  const [editing, setEditing] = useState(false);
  const edit = useReturnFocus<HTMLButtonElement>(editing);
  const name = nameOf(category);
  if (editing) {
    return (
      <li class="entry">
        <CategoryForm
          of={category}
          onSaved={(changed) => {
            onSaved(changed);
            setEditing(false);
          }}
          onCancel={() => setEditing(false)}
        />
      </li>
    );
  }
  return (
    <li class="entry">
      <div class="entry__text">
        <strong>{name}</strong>
        <p class="facts">
          <span lang="en">{category.name_en}</span>
          <span lang="es">{category.name_es}</span>
          <code>{category.slug}</code>
        </p>
      </div>
      <div class="actions actions--close">
        <button
          type="button"
          class="icon-button"
          aria-label={t('playlists.up', { title: name })}
          disabled={first}
          onClick={() => onMove(-1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={t('playlists.down', { title: name })}
          disabled={last}
          onClick={() => onMove(1)}
        >
          <Icon name="chevron" />
        </button>
        <button ref={edit} type="button" class="button" aria-label={t('mine.editOf', { title: name })} onClick={() => setEditing(true)}>
          {t('action.edit')}
        </button>
        <Confirm
          label={t('action.delete')}
          name={t('mine.deleteOf', { title: name })}
          title={t('categories.delete.title', { name })}
          text={t('categories.delete.text')}
          action={t('action.delete')}
          run={onDelete}
        />
      </div>
    </li>
  );
}
