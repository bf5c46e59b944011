// A server in the shape of GitHub: OAuth 2 with PKCE, `/user` and `/user/emails`, for tests.
// Client `claqueta` with secret `s3cret`. The account is typed on its page; one that ends in `-bare` shows no address.
import { createHash, randomBytes } from 'node:crypto';
import { form, json, redirect, serve, signInPage } from './page.mjs';

const CLIENT = { id: 'claqueta', secret: 's3cret' };
const codes = new Map();
const tokens = new Map();

const { url, ready } = await serve(handle);
ready();

async function handle(request, response) {
  const address = new URL(request.url, url);
  switch (`${request.method} ${address.pathname}`) {
    case 'GET /login/oauth/authorize':
      return signInPage(response, { title: 'GitHub', action: address.pathname, account: 'ana-hub', hidden: Object.fromEntries(address.searchParams) });
    case 'POST /login/oauth/authorize':
      return agree(await form(request), response);
    case 'POST /login/oauth/access_token':
      return json(response, 200, exchange(await form(request)));
    case 'GET /api/v3/user':
      return withToken(request, response, (login) => ({ id: number(login), login, name: `${login} of GitHub`, email: null }));
    case 'GET /api/v3/user/emails':
      return withToken(request, response, emails);
    default:
      return json(response, 404, { message: 'Not Found' });
  }
}

function agree(asked, response) {
  const back = new URL(asked.get('redirect_uri'));
  back.searchParams.set('state', asked.get('state'));
  if (asked.get('answer') === 'deny') {
    back.searchParams.set('error', 'access_denied');
    return redirect(response, back.href);
  }
  const code = randomBytes(10).toString('hex');
  codes.set(code, asked);
  back.searchParams.set('code', code);
  return redirect(response, back.href);
}

function exchange(shown) {
  const asked = codes.get(shown.get('code'));
  codes.delete(shown.get('code'));
  const challenge = createHash('sha256').update(shown.get('code_verifier') ?? '').digest('base64url');
  const fits =
    asked?.get('client_id') === CLIENT.id &&
    asked.get('code_challenge_method') === 'S256' &&
    asked.get('code_challenge') === challenge &&
    asked.get('redirect_uri') === shown.get('redirect_uri');
  if (shown.get('client_id') !== CLIENT.id || shown.get('client_secret') !== CLIENT.secret) return { error: 'incorrect_client_credentials' };
  if (!fits) return { error: 'bad_verification_code' };
  const token = `gho_${randomBytes(18).toString('hex')}`;
  tokens.set(token, asked.get('account'));
  return { access_token: token, token_type: 'bearer', scope: asked.get('scope') };
}

function withToken(request, response, answer) {
  const login = tokens.get(request.headers.authorization?.replace(/^Bearer /, ''));
  return login ? json(response, 200, answer(login)) : json(response, 401, { message: 'Bad credentials' });
}

function emails(login) {
  const other = { email: `${login}@users.noreply.github.example`, primary: false, verified: true, visibility: null };
  return [other, { email: `${login}@hub.example`, primary: true, verified: !login.endsWith('-bare'), visibility: 'private' }];
}

/** A number that is the same for the same login. */
function number(login) {
  return createHash('sha256').update(login).digest().readUInt32BE(0);
}
