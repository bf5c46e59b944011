// Words in the user's language: the browser's first choice that we have, until the user picks one.
import { effect, signal } from '@preact/signals';
import { recall, remember } from '../lib/storage';
import { en } from './en';
import { es } from './es';

export const LANGUAGES = { en: 'English', es: 'Español' } as const;

export type Locale = keyof typeof LANGUAGES;
export type MessageKey = keyof typeof en;

const MESSAGES: Record<Locale, Record<MessageKey, string>> = { en, es };
const STORAGE_KEY = 'claqueta.language';

const isLocale = (value: string | null | undefined): value is Locale => value != null && value in LANGUAGES;

/** The first of the wanted languages (`es-MX`, `en`) that there are messages for. */
export function pickLocale(wanted: readonly string[]): Locale {
  return wanted.map((tag) => tag.toLowerCase().split('-')[0]).find(isLocale) ?? 'en';
}

function initial(): Locale {
  const stored = recall(STORAGE_KEY);
  return isLocale(stored) ? stored : pickLocale(globalThis.navigator?.languages ?? []);
}

export const locale = signal<Locale>(initial());

export function setLocale(value: Locale): void {
  remember(STORAGE_KEY, value);
  locale.value = value;
}

/** A message; `{name}` in it is replaced by `values.name`. */
export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
  return MESSAGES[locale.value][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

type PluralStem = { [K in MessageKey]: K extends `${infer Stem}.other` ? (`${Stem}.one` extends MessageKey ? Stem : never) : never }[MessageKey];

/** A message that depends on a number: picks `stem.one` or `stem.other`; `shown` is how the number is written. */
export function tn(stem: PluralStem, count: number, shown: string = String(count), values: Record<string, string> = {}): string {
  const form = new Intl.PluralRules(locale.value).select(count) === 'one' ? 'one' : 'other';
  return t(`${stem}.${form}`, { ...values, count: shown });
}

/** Keeps `<html lang>` true, which screen readers choose their voice by. */
export function startLanguage(): void {
  effect(() => {
    document.documentElement.lang = locale.value;
  });
}
