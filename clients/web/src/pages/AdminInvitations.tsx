// Who may come in: invitations, given out as links.
import { useState } from 'preact/hooks';
import { AdminFrame } from '../admin/AdminFrame';
import { InvitationForm } from '../admin/InvitationForm';
import { api, unwrap } from '../api/client';
import type { CreatedInvitation, Invitation } from '../api/types';
import { CopyButton } from '../components/CopyButton';
import { FormError } from '../components/FormError';
import { PageFoot } from '../components/PageFoot';
import { Section } from '../components/Section';
import { toast } from '../components/Toasts';
import { useFocus } from '../components/useFocus';
import { usePages } from '../components/usePages';
import { useAction } from '../components/useAction';
import { locale, t } from '../i18n';
import { formatDate } from '../lib/format';

export function AdminInvitations() {
  const pages = usePages((cursor, signal) =>
    unwrap(api.GET('/api/admin/invitations', { params: { query: cursor ? { cursor } : {} }, signal })),
  );
  const [created, setCreated] = useState<CreatedInvitation | null>(null);
  const made = (invitation: CreatedInvitation): void => {
    setCreated(invitation);
    pages.setItems((items) => [invitation, ...items]);
  };
  return (
    <AdminFrame title={t('invitations.title')}>
      <Section title={t('invitations.new')} text={t('invitations.text')}>
        {created ? <NewInvitation created={created} onDone={() => setCreated(null)} /> : <InvitationForm onMade={made} />}
      </Section>
      <Section title={t('invitations.given')}>
        {pages.empty && <p class="section__text">{t('invitations.none')}</p>}
        <ul class="entries">
          {pages.items.map((invitation) => (
            <InvitationEntry
              key={invitation.id}
              invitation={invitation}
              onRevoked={() => pages.setItems((items) => items.filter(({ id }) => id !== invitation.id))}
            />
          ))}
        </ul>
        <PageFoot pages={pages} />
      </Section>
    </AdminFrame>
  );
}

function NewInvitation({ created, onDone }: { created: CreatedInvitation; onDone: () => void }) {
  const notice = useFocus<HTMLDivElement>();
  return (
    <div class="notice notice--secret" ref={notice} tabIndex={-1}>
      <p>{created.email ? t('invitations.mailed', { email: created.email }) : t('invitations.once')}</p>
      <p class="secret">
        <code>{created.url}</code>
      </p>
      <div class="actions">
        <CopyButton text={created.url} label={t('invitations.copy')} />
        <button type="button" class="button button--plain" onClick={onDone}>
          {t('invitations.another')}
        </button>
      </div>
    </div>
  );
}

function stateOf(invitation: Invitation): string {
  if (invitation.used_at) return t('invitations.used', { date: formatDate(invitation.used_at, locale.value) });
  const date = formatDate(invitation.expires_at, locale.value);
  return t(Date.parse(invitation.expires_at) < Date.now() ? 'keys.expired' : 'keys.expires', { date });
}

function InvitationEntry({ invitation, onRevoked }: { invitation: Invitation; onRevoked: () => void }) {
  const whom = invitation.email ?? t('invitations.anybody');
  const { start, busy, error } = useAction(async () => {
    await unwrap(api.DELETE('/api/admin/invitations/{id}', { params: { path: { id: invitation.id } } }));
    onRevoked();
    toast(t('invitations.revoked'));
  });
  return (
    <li class="entry">
      <div class="entry__text">
        <strong>{whom}</strong>
        <p class="facts">
          <span>{t(`role.${invitation.role}`)}</span>
          <span>{stateOf(invitation)}</span>
        </p>
        <FormError error={error} />
      </div>
      {!invitation.used_at && (
        <button type="button" class="button" aria-label={t('invitations.revokeOf', { whom })} disabled={busy} onClick={start}>
          {t('invitations.revoke')}
        </button>
      )}
    </li>
  );
}
