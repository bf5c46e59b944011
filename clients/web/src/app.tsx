// The frame around every page, and which page an address means.
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { user } from './api/session';
import { Announcer } from './components/Announcer';
import { Footer } from './components/Footer';
import { Header } from './components/Header';
import { Toasts } from './components/Toasts';
import { t } from './i18n';
import { Home } from './pages/Home';
import { MyVideos } from './pages/MyVideos';
import { NotFound } from './pages/NotFound';
import { SignIn } from './pages/SignIn';
import { SignUp } from './pages/SignUp';
import { UploadPage } from './pages/UploadPage';
import { Watch } from './pages/Watch';
import { location$ } from './router';

function page(path: string): VNode {
  const watched = /^\/watch\/([^/]+)$/.exec(path)?.[1];
  if (watched) return <Watch key={watched} id={watched} />;
  switch (path) {
    case '/':
      return <Home />;
    case '/sign-in':
      return <SignIn />;
    case '/sign-up':
      return <SignUp />;
    case '/upload':
      return <SignedIn page={<UploadPage />} />;
    case '/my-videos':
      return <SignedIn page={<MyVideos />} />;
    default:
      return <NotFound />;
  }
}

/** A page for users only; others get the sign-in form in its place and come back to it. */
function SignedIn({ page }: { page: VNode }) {
  if (user.value === undefined) return <p class="loading">{t('app.loading')}</p>;
  return user.value ? page : <SignIn />;
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
        {page(path)}
      </main>
      <Footer />
      <Toasts />
      <Announcer />
    </>
  );
}
