// Where I am signed in, and how to end that.
import { AccountFrame } from '../account/AccountFrame';
import { deviceName } from '../account/deviceName';
import { api, unwrap } from '../api/client';
import { forget } from '../api/session';
import type { Device } from '../api/types';
import { Confirm } from '../components/Confirm';
import { FormError } from '../components/FormError';
import { PageFoot } from '../components/PageFoot';
import { Section } from '../components/Section';
import { toast } from '../components/Toasts';
import { usePages } from '../components/usePages';
import { useAction } from '../components/useAction';
import { locale, t } from '../i18n';
import { formatAge, formatDate } from '../lib/format';
import { navigate } from '../router';

export function AccountDevices() {
  const pages = usePages((cursor, signal) =>
    unwrap(api.GET('/api/auth/sessions', { params: { query: cursor ? { cursor } : {} }, signal })),
  );
  const endAll = async (): Promise<void> => {
    await unwrap(api.POST('/api/auth/logout-all'));
    forget();
    navigate('/sign-in');
  };
  return (
    <AccountFrame title={t('devices.title')}>
      <Section title={t('devices.where')} text={t('devices.text')}>
        <ul class="entries">
          {pages.items.map((device) => (
            <DeviceEntry
              key={device.id}
              device={device}
              onEnded={() => pages.setItems((items) => items.filter(({ id }) => id !== device.id))}
            />
          ))}
        </ul>
        <PageFoot pages={pages} />
        <div class="actions">
          <Confirm
            label={t('devices.endAll')}
            title={t('devices.endAll')}
            text={t('devices.endAllText')}
            action={t('devices.endAll')}
            run={endAll}
          />
        </div>
      </Section>
    </AccountFrame>
  );
}

function DeviceEntry({ device, onEnded }: { device: Device; onEnded: () => void }) {
  const name = (device.user_agent && deviceName(device.user_agent)) || t('devices.unknown');
  const { start, busy, error } = useAction(async () => {
    await unwrap(api.DELETE('/api/auth/sessions/{id}', { params: { path: { id: device.id } } }));
    onEnded();
    toast(t('devices.ended', { name }));
  });
  return (
    <li class="entry">
      <div class="entry__text">
        <strong title={device.user_agent ?? undefined}>{name}</strong>{' '}
        {device.current && (
          <span class="badge" data-state="ready">
            {t('devices.current')}
          </span>
        )}
        <p class="facts">
          <span>{t(`devices.by.${device.method}`)}</span>
          {device.address && <span>{device.address}</span>}
          <span>{t('devices.since', { date: formatDate(device.created_at, locale.value) })}</span>
          {!device.current && <span>{t('devices.seen', { age: formatAge(device.last_seen_at, Date.now(), locale.value) })}</span>}
        </p>
        <FormError error={error} />
      </div>
      {!device.current && (
        <button type="button" class="button" aria-label={t('devices.endOf', { name })} disabled={busy} onClick={start}>
          {t('devices.end')}
        </button>
      )}
    </li>
  );
}
