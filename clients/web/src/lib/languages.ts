// The languages that captions are most often in; any other one is typed.

const TAGS = 'en es ar ca de eu fr gl hi it ja ko nl pl pt ru sv tr uk zh'.split(' ');

/** What people who read in `locale` call a language; its tag where nobody knows. */
export function languageName(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Tags with names, in the order of the names. */
export const languageOptions = (locale: string): (readonly [tag: string, name: string])[] =>
  TAGS.map((tag) => [tag, languageName(tag, locale)] as const).toSorted(([, a], [, b]) => a.localeCompare(b, locale));
