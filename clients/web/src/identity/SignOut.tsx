// Stands in the place of the page while the session ends, so that nothing asks in its name any more.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { end } from '../api/session';
import { toast } from '../components/Toasts';
import { t } from '../i18n';
import { navigate } from '../router';
import { dismissUpload } from '../upload/store';

/** Somebody has pressed the button. */
export const leaving = signal(false);

export function SignOut() {
  // By now the page before has given up what it asked, and has said what it had to: its effects end before this one begins.
  useEffect(() => {
    dismissUpload();
    void end().then((ended) => {
      if (ended) navigate('/');
      else toast(t('nav.signOutFailed'));
      leaving.value = false;
    });
  }, []);
  return <p class="loading">{t('nav.signingOut')}</p>;
}
