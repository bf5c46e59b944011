// Accounts elsewhere that open this one.
import { useEffect } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { Identity, Provider } from '../api/types';
import { Confirm } from '../components/Confirm';
import { FormError } from '../components/FormError';
import { Loading } from '../components/Loading';
import { Section } from '../components/Section';
import { toast } from '../components/Toasts';
import { useLoad } from '../components/useLoad';
import { useAction } from '../components/useAction';
import { locale, t } from '../i18n';
import { ProviderRefusal } from '../identity/ProviderRefusal';
import { loadProviders, providers } from '../identity/providers';
import { recently } from '../identity/recent';
import { formatAge } from '../lib/format';
import { location$, navigate } from '../router';

const HERE = '/account/security';

/** The browser comes back from a provider with what became of the link. */
function useLinked(): void {
  const linked = location$.value.searchParams.get('linked');
  useEffect(() => {
    if (!linked) return;
    void loadProviders().then(() => {
      const provider = providers.value.find(({ id }) => id === linked);
      toast(t('identities.linked', { provider: provider?.name ?? linked }));
      navigate(HERE, { replace: true });
    });
  }, [linked]);
}

export function IdentitySection() {
  useEffect(() => void loadProviders(), []);
  useLinked();
  const identities = useLoad(async (signal) => (await unwrap(api.GET('/api/auth/identities', { signal }))).identities);
  const { data: known } = identities;
  // Identities of a provider that the site has no more stay in the list, so that they can be removed.
  const gone = (known ?? []).filter(({ provider }) => !providers.value.some(({ id }) => id === provider));
  const rows: readonly Pick<Provider, 'id' | 'name'>[] = [
    ...providers.value,
    ...gone.map(({ provider }) => ({ id: provider, name: provider })),
  ];
  if (known && rows.length === 0) return null;
  return (
    <Section title={t('identities.title')} text={t('identities.text')}>
      <ProviderRefusal />
      {!known && <Loading of={identities} />}
      {known && (
        <ul class="entries">
          {rows.map(({ id, name }) => (
            <IdentityEntry
              key={id}
              id={id}
              name={name}
              identity={known.find(({ provider }) => provider === id)}
              onUnlinked={identities.reload}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}

interface EntryProps extends Pick<Provider, 'id' | 'name'> {
  identity: Identity | undefined;
  onUnlinked: () => void;
}

function IdentityEntry({ id, name, identity, onUnlinked }: EntryProps) {
  const params = { path: { provider: id } };
  const link = useAction(async () => {
    const { url } = await recently(() => unwrap(api.POST('/api/auth/identities/{provider}/link', { params, body: { return_to: HERE } })));
    location.assign(url);
  });
  const unlink = async (): Promise<void> => {
    await recently(() => unwrap(api.DELETE('/api/auth/identities/{provider}', { params })));
    onUnlinked();
    toast(t('identities.unlinked', { provider: name }));
  };
  return (
    <li class="entry">
      <div class="entry__text">
        <strong>{name}</strong>
        <p class="facts">
          {identity ? (
            <>
              {(identity.email ?? identity.name) && <span>{identity.email ?? identity.name}</span>}
              <span>{t('identities.used', { age: formatAge(identity.last_used_at, Date.now(), locale.value) })}</span>
            </>
          ) : (
            <span>{t('identities.none')}</span>
          )}
        </p>
        <FormError error={link.error} />
      </div>
      {identity ? (
        <Confirm
          label={t('identities.unlink')}
          name={t('identities.unlinkOf', { provider: name })}
          title={t('identities.unlinkOf', { provider: name })}
          text={t('identities.unlinkText', { provider: name })}
          action={t('identities.unlink')}
          run={unlink}
        />
      ) : (
        <button
          type="button"
          class="button"
          aria-label={t('identities.linkOf', { provider: name })}
          disabled={link.busy}
          onClick={link.start}
        >
          {t('identities.link')}
        </button>
      )}
    </li>
  );
}
