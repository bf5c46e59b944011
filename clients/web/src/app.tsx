// The frame around every page, and which page an address means.
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { user } from './api/session';
import { Announcer } from './components/Announcer';
import { Footer } from './components/Footer';
import { Header } from './components/Header';
import { Toasts } from './components/Toasts';
import { t } from './i18n';
import { ReauthDialog } from './identity/ReauthDialog';
import { leaving, SignOut } from './identity/SignOut';
import { AccountData } from './pages/AccountData';
import { AccountDevices } from './pages/AccountDevices';
import { AccountKeys } from './pages/AccountKeys';
import { AccountNotifications } from './pages/AccountNotifications';
import { AccountProfile } from './pages/AccountProfile';
import { AccountSecurity } from './pages/AccountSecurity';
import { AdminAudit } from './pages/AdminAudit';
import { AdminCategories } from './pages/AdminCategories';
import { AdminInvitations } from './pages/AdminInvitations';
import { AdminReports } from './pages/AdminReports';
import { AdminUsers } from './pages/AdminUsers';
import { CompleteSignUp } from './pages/CompleteSignUp';
import { ConfirmAddress } from './pages/ConfirmAddress';
import { Favorites } from './pages/Favorites';
import { Feed } from './pages/Feed';
import { ForgotPassword } from './pages/ForgotPassword';
import { HeldComments } from './pages/HeldComments';
import { History } from './pages/History';
import { Home } from './pages/Home';
import { MyVideos } from './pages/MyVideos';
import { NotFound } from './pages/NotFound';
import { Notifications } from './pages/Notifications';
import { Playlist } from './pages/Playlist';
import { Playlists } from './pages/Playlists';
import { Profile } from './pages/Profile';
import { ResetPassword } from './pages/ResetPassword';
import { Search } from './pages/Search';
import { SignIn } from './pages/SignIn';
import { SignUp } from './pages/SignUp';
import { UploadPage } from './pages/UploadPage';
import { VideoStats } from './pages/VideoStats';
import { VideoText } from './pages/VideoText';
import { Watch } from './pages/Watch';
import { location$ } from './router';

/** Pages for who is signed in. */
const PRIVATE: Readonly<Record<string, () => VNode>> = {
  '/upload': () => <UploadPage />,
  '/my-videos': () => <MyVideos />,
  '/feed': () => <Feed />,
  '/favorites': () => <Favorites />,
  '/playlists': () => <Playlists />,
  '/history': () => <History />,
  '/comments-to-approve': () => <HeldComments />,
  '/notifications': () => <Notifications />,
  '/account': () => <AccountProfile />,
  '/account/security': () => <AccountSecurity />,
  '/account/devices': () => <AccountDevices />,
  '/account/keys': () => <AccountKeys />,
  '/account/notifications': () => <AccountNotifications />,
  '/account/data': () => <AccountData />,
  '/admin/reports': () => <AdminReports />,
  '/admin/users': () => <AdminUsers />,
  '/admin/invitations': () => <AdminInvitations />,
  '/admin/categories': () => <AdminCategories />,
  '/admin/audit': () => <AdminAudit />,
};

function page(path: string): VNode {
  const watched = /^\/watch\/([^/]+)$/.exec(path)?.[1];
  if (watched) return <Watch key={watched} id={watched} />;
  const handle = /^\/@([^/]+)$/.exec(path)?.[1];
  if (handle) return <Profile key={handle} handle={decodeURIComponent(handle)} />;
  const counted = /^\/my-videos\/([^/]+)\/stats$/.exec(path)?.[1];
  if (counted) return <SignedIn key={path} page={() => <VideoStats id={counted} />} />;
  const list = /^\/playlists\/([^/]+)$/.exec(path)?.[1];
  if (list) return <Playlist key={list} id={list} />;
  const mine = /^\/my-videos\/([^/]+)\/text$/.exec(path)?.[1];
  if (mine) return <SignedIn key={path} page={() => <VideoText id={mine} />} />;
  switch (path) {
    case '/':
      return <Home />;
    case '/search':
      return <Search />;
    case '/sign-in':
      return <SignIn />;
    case '/sign-up':
      return <SignUp />;
    case '/complete-sign-up':
      return <CompleteSignUp />;
    case '/verify-email':
      return <ConfirmAddress key="verify" purpose="verify" />;
    case '/confirm-email':
      return <ConfirmAddress key="change" purpose="change" />;
    case '/forgot-password':
      return <ForgotPassword />;
    case '/reset-password':
      return <ResetPassword />;
    default:
      return PRIVATE[path] ? <SignedIn page={PRIVATE[path]} /> : <NotFound />;
  }
}

/** A page for users only; others get the sign-in form in its place and come back to it. */
function SignedIn({ page }: { page: () => VNode }) {
  if (user.value === undefined) return <p class="loading">{t('app.loading')}</p>;
  return user.value ? page() : <SignIn />;
}

/** Moves the focus to the new page's heading, as a page load would, so that keyboard and screen reader start there. */
function usePageFocus(path: string): void {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const heading = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
  }, [path]);
}

export function App() {
  const path = location$.value.pathname;
  usePageFocus(path);
  return (
    <>
      <a class="skip-link" href="#main">
        {t('app.skip')}
      </a>
      <Header />
      <main id="main" tabIndex={-1}>
        {leaving.value ? <SignOut /> : page(path)}
      </main>
      <Footer />
      <ReauthDialog />
      <Toasts />
      <Announcer />
    </>
  );
}
