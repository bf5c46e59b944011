// A real OpenID provider (the `oidc-provider` package) for tests, which can be told to stumble:
//   POST /control/rotate             signs with a new key and forgets the old one
//   POST /control/fail?path=/jwks    answers that address with 503 once
//   POST /control/drift?seconds=30   sets its clock
// Client `claqueta` with secret `s3cret`, any redirect to loopback. The account is typed on its page: `ana` is
// ana@corp.example, verified; a name that ends in `-unverified` or `-bare` has such an address, or none.
import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';
import { form, json, redirect, serve, signInPage } from './page.mjs';

const systemNow = Date.now.bind(Date);
let drift = 0;
Date.now = () => systemNow() + drift * 1000;

const failures = new Map();
let provider;
let keys = 0;

const { url, ready } = await serve(handle);
provider = make();
ready();

function make() {
  keys += 1;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const made = new Provider(url, {
    clients: [{ client_id: 'claqueta', client_secret: 's3cret', redirect_uris: ['http://127.0.0.1/'], response_types: ['code'], grant_types: ['authorization_code'] }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: `key-${keys}`, use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['only a test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => claims(id) }),
    pkce: { required: () => true },
    renderError: (context, out) => {
      context.body = JSON.stringify(out);
    },
  });
  // The port of the site under test is known only later.
  made.Client.prototype.redirectUriAllowed = (uri) => new URL(uri).hostname === '127.0.0.1' || new URL(uri).hostname === 'localhost';
  return made;
}

function claims(id) {
  const who = { sub: id, name: id, preferred_username: id };
  if (id.endsWith('-bare')) return who;
  return { ...who, email: `${id}@corp.example`, email_verified: !id.endsWith('-unverified') };
}

async function handle(request, response) {
  const address = new URL(request.url, url);
  if (address.pathname.startsWith('/control/')) return control(address, response);
  if (address.pathname.startsWith('/interaction/')) return interact(request, response, address);
  const left = failures.get(address.pathname) ?? 0;
  if (left > 0) {
    failures.set(address.pathname, left - 1);
    return json(response, 503, { error: 'temporarily_unavailable' });
  }
  return provider.callback()(request, response);
}

function control(address, response) {
  const what = address.pathname.slice('/control/'.length);
  if (what === 'rotate') provider = make();
  else if (what === 'fail') failures.set(address.searchParams.get('path'), 1);
  else if (what === 'drift') drift = Number(address.searchParams.get('seconds'));
  else return json(response, 404, {});
  return json(response, 200, {});
}

async function interact(request, response, address) {
  const details = await provider.interactionDetails(request, response);
  if (request.method === 'GET') return signInPage(response, { title: 'Corp ID', action: address.pathname, account: 'ana' });
  const answer = await form(request);
  if (answer.get('answer') === 'deny') {
    const refused = { error: 'access_denied', error_description: 'the person said no' };
    return redirect(response, await provider.interactionResult(request, response, refused));
  }
  const accountId = answer.get('account');
  const grant = new provider.Grant({ accountId, clientId: details.params.client_id });
  grant.addOIDCScope(details.params.scope);
  const result = { login: { accountId }, consent: { grantId: await grant.save() } };
  return redirect(response, await provider.interactionResult(request, response, result));
}
