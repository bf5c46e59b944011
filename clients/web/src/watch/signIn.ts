// What needs an account leads to the sign-in form, and from there back to this page.
import { user } from '../api/session';
import { accountPath, navigate } from '../router';

/** Does it for whoever is signed in, as soon as that is known; to others the form is shown in place of this page. */
export function withAccount(act: () => void): void {
  if (user.value) act();
  else if (user.value === null) navigate(accountPath('/sign-in'));
  else {
    const forget = user.subscribe((who) => {
      if (who === undefined) return;
      forget();
      withAccount(act);
    });
  }
}
