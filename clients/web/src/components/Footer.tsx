// Below every page: the language, and the way to the API that this app is an example of.
import { LANGUAGES, locale, setLocale, t, type Locale } from '../i18n';

export function Footer() {
  return (
    <footer class="footer">
      <div class="footer__inner">
        <select
          class="select"
          aria-label={t('app.language')}
          value={locale.value}
          onChange={(event) => setLocale(event.currentTarget.value as Locale)}
        >
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
        <a href="/api/docs">{t('app.api')}</a>
      </div>
    </footer>
  );
}
