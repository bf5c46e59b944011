// Who is signed in, and behind that the places of one's own.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import { forget } from '../api/session';
import type { User } from '../api/types';
import { t } from '../i18n';
import { location$, navigate } from '../router';
import { dismissUpload } from '../upload/store';
import { Avatar } from './Avatar';
import { Icon } from './Icon';

async function signOut(): Promise<void> {
  await api.POST('/api/auth/logout').catch(() => undefined);
  forget();
  dismissUpload();
  navigate('/');
}

const current = (prefix: string): 'page' | undefined => (location$.value.pathname.startsWith(prefix) ? 'page' : undefined);

/** A button that opens a short list of links; Escape, a click elsewhere and every choice close it. */
export function AccountMenu({ who }: { who: User }) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const path = location$.value.pathname;
  useEffect(() => setOpen(false), [path]);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', escape);
    };
  }, [open]);
  return (
    <div class="menu" ref={root}>
      <button
        ref={button}
        type="button"
        class="menu__button"
        aria-expanded={open}
        aria-controls="account-menu"
        onClick={() => setOpen(!open)}
      >
        <Avatar of={who} />
        <span class="visually-hidden">{t('nav.yourMenu')}</span>
        <span class="account__name">{who.display_name}</span>
        <Icon name="chevron" />
      </button>
      <div class="menu__list" id="account-menu" hidden={!open}>
        <p class="menu__who">
          <strong>{who.display_name}</strong>
          <span>@{who.handle}</span>
        </p>
        <a href="/my-videos" aria-current={current('/my-videos')}>
          {t('nav.mine')}
        </a>
        <a href="/account" aria-current={current('/account')}>
          {t('nav.account')}
        </a>
        {who.role === 'admin' && (
          <a href="/admin/users" aria-current={current('/admin')}>
            {t('nav.admin')}
          </a>
        )}
        <button type="button" onClick={() => void signOut()}>
          {t('nav.signOut')}
        </button>
      </div>
    </div>
  );
}
