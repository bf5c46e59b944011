// Unseen beside a password: what password managers file it under.
import { user } from '../api/session';

export function AccountName() {
  return (
    <input
      class="visually-hidden"
      type="text"
      name="username"
      autocomplete="username"
      value={user.value?.email}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
  );
}
