// What needs an account leads to the sign-in form, and from there back to this page.
import { user } from '../api/session';
import { accountPath, navigate } from '../router';

/** Whether somebody is signed in; if not, the form is shown in place of this page. */
export function signedIn(): boolean {
  if (user.value) return true;
  navigate(accountPath('/sign-in'));
  return false;
}
