// The way to somebody: to the account for administrators, who can suspend it, to the profile for others.
import { user } from '../api/session';

export function PersonLink({ handle }: { handle: string }) {
  const path = user.value?.role === 'admin' ? `/admin/users?q=${encodeURIComponent(handle)}` : `/@${handle}`;
  return <a href={path}>@{handle}</a>;
}
