// The ways to sign in elsewhere, above the form, with an "or" below them.
import { useEffect } from 'preact/hooks';
import { t } from '../i18n';
import { loadProviders, providerAddress, providers } from './providers';

interface Props {
  returnTo: string;
  remember?: boolean;
  /** Only these; all without it. */
  only?: readonly string[];
}

export function ProviderButtons({ returnTo, remember = true, only }: Props) {
  useEffect(() => void loadProviders(), []);
  const offered = providers.value.filter(({ id }) => only?.includes(id) ?? true);
  if (offered.length === 0) return null;
  return (
    <ul class="ways">
      {offered.map(({ id, name }) => (
        <li key={id}>
          <a class="button button--wide" href={providerAddress(id, returnTo, remember)}>
            {t('auth.continueWith', { provider: name })}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Parts ways of signing in from each other. */
export function Or() {
  return <p class="or">{t('auth.or')}</p>;
}
