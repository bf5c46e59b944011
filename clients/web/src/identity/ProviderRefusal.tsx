// Why a sign-in at a provider did not work. Its page leads back here with a code; the words for it are the server's.
import { useEffect, useState } from 'preact/hooks';
import { locale, t } from '../i18n';
import { location$ } from '../router';

export function ProviderRefusal() {
  const code = location$.value.searchParams.get('error');
  const language = locale.value;
  const [words, setWords] = useState('');
  useEffect(() => {
    if (!code) return setWords('');
    const life = new AbortController();
    explain(code, language, life.signal).then(setWords, () => setWords(t('auth.failedElsewhere')));
    return () => life.abort();
  }, [code, language]);
  return (
    <div role="alert" class="alert-slot">
      {words && <p class="alert">{words}</p>}
    </div>
  );
}

async function explain(code: string, language: string, signal: AbortSignal): Promise<string> {
  const headers = { Accept: 'application/json', 'Accept-Language': language };
  const response = await fetch(`/problems/${encodeURIComponent(code)}`, { headers, signal });
  if (!response.ok) throw new Error(code);
  const { title, detail } = (await response.json()) as { title: string; detail: string };
  return `${title}. ${detail}`;
}
