// Follows somebody, or no longer.
import { api, unwrap } from '../api/client';
import { user } from '../api/session';
import { complain } from '../components/Toasts';
import { useAction } from '../components/useAction';
import { t } from '../i18n';
import { withAccount } from './signIn';

interface Props {
  who: { handle: string; display_name: string };
  following: boolean;
  onChange: (following: boolean) => void;
}

export function FollowButton({ who, following, onChange }: Props) {
  const { start, busy } = useAction(async () => {
    const params = { path: { handle: who.handle } };
    const call = following ? api.DELETE('/api/users/{handle}/follow', { params }) : api.PUT('/api/users/{handle}/follow', { params });
    await unwrap(call).then(() => onChange(!following), complain);
  });
  if (user.value?.handle === who.handle) return null;
  return (
    <button
      type="button"
      class={following ? 'button' : 'button button--primary'}
      disabled={busy}
      aria-label={t(following ? 'watch.unfollow' : 'watch.followOf', { name: who.display_name })}
      onClick={() => withAccount(start)}
    >
      {t(following ? 'watch.following' : 'watch.follow')}
    </button>
  );
}
