// The field at the top: a combobox with suggestions. Arrows go through them, Enter takes the chosen one or what is typed.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Suggestion } from '../api/community';
import { announce } from '../components/Announcer';
import { Icon, type IconName } from '../components/Icon';
import { Marked } from '../components/Marked';
import { useDismiss } from '../components/useDismiss';
import { t, tn } from '../i18n';
import { location$, navigate } from '../router';
import { pathOf } from './paths';
import { useSuggestions } from './useSuggestions';

const ICONS: Readonly<Record<Suggestion['type'], IconName>> = { words: 'search', tag: 'tag', author: 'person', title: 'film' };

const keyOf = ({ type, target, text }: Suggestion): string => `${type} ${target ?? text}`;

export function SearchBox() {
  const asked = location$.value.pathname === '/search' ? (location$.value.searchParams.get('q') ?? '') : '';
  const [typed, setTyped] = useState(asked);
  const [open, setOpen] = useState(false);
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const root = useRef<HTMLFormElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const suggestions = useSuggestions(typed, open);
  // It stays chosen when other suggestions come late, if it is among them.
  const chosen = suggestions.findIndex((each) => keyOf(each) === chosenKey);
  useEffect(() => setTyped(asked), [asked]);
  useEffect(() => {
    if (suggestions.length > 0) announce(tn('search.suggested', suggestions.length));
  }, [suggestions]);
  useDismiss(root, open, () => setOpen(false));

  const go = (path: string): void => {
    setOpen(false);
    setChosenKey(null);
    input.current?.blur();
    navigate(path);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || suggestions.length === 0) return;
    event.preventDefault();
    setOpen(true);
    // One place more than there are suggestions: the field itself.
    const places = suggestions.length + 1;
    const next = suggestions[((chosen + 1 + step + places) % places) - 1];
    setChosenKey(next ? keyOf(next) : null);
  };
  const shown = open && suggestions.length > 0;
  return (
    <form
      ref={root}
      class="search-box"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const suggestion = suggestions[chosen];
        go(suggestion ? pathOf(suggestion) : `/search?q=${encodeURIComponent(typed.trim())}`);
      }}
    >
      <input
        ref={input}
        // The types tell apart which roles each input type may have.
        type={'search' as 'text'}
        role="combobox"
        name="q"
        class="search-box__input"
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        aria-expanded={shown}
        aria-controls="suggestions"
        aria-autocomplete="list"
        aria-activedescendant={shown && chosen >= 0 ? `suggestion-${chosen}` : undefined}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxLength={500}
        value={typed}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setChosenKey(null);
          setOpen(true);
        }}
      />
      <button type="submit" class="icon-button" aria-label={t('search.label')}>
        <Icon name="search" />
      </button>
      <ul id="suggestions" class="suggestions" role="listbox" aria-label={t('search.suggestions')} hidden={!shown}>
        {suggestions.map((suggestion, at) => (
          <li
            key={keyOf(suggestion)}
            id={`suggestion-${at}`}
            role="option"
            aria-selected={at === chosen}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => go(pathOf(suggestion))}
          >
            <Icon name={ICONS[suggestion.type]} />
            <span class="suggestions__text">
              <Marked text={suggestion.text} places={suggestion.highlights} />
            </span>
            {suggestion.type !== 'words' && <span class="suggestions__kind">{t(`search.kind.${suggestion.type}`)}</span>}
          </li>
        ))}
      </ul>
    </form>
  );
}
