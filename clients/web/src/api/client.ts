// The one typed client of the API. Paths, parameters and bodies are checked against the OpenAPI document.
import createClient from 'openapi-fetch';
import { locale } from '../i18n';
import { asApiError, parseProblem, toApiError } from './problem';
import type { paths } from './schema.gen';
import { authorization, renew, tracked } from './session';

/** What was shown is wrong (a password, a code, a passkey), which no other token would change. */
const WRONG_PROOF = /^(invalid-credentials|second-factor-.+|passkey-.+)$/;

/** `fetch` as this app does it: in the user's language, as the user, and once more after a 401 that a refresh may cure. */
export function authorizedFetch(request: Request): Promise<Response> {
  return tracked(async () => {
    const spare = request.clone();
    const response = await send(request);
    if (response.status !== 401) return response;
    const { code } = parseProblem(await response.clone().text(), response.status);
    if (!WRONG_PROOF.test(code) && (await renew().catch(() => false))) return send(spare);
    return response;
  });
}

async function send(request: Request): Promise<Response> {
  request.headers.set('Accept-Language', locale.value);
  const value = await authorization();
  if (value) request.headers.set('Authorization', value);
  return fetch(request);
}

export const api = createClient<paths>({ baseUrl: location.origin, credentials: 'same-origin', fetch: authorizedFetch });

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's body, or an `ApiError` thrown. */
export async function unwrap<T>(call: Promise<Outcome<T>>): Promise<NonNullable<T>> {
  return (await unwrapWithResponse(call)).data;
}

/** The same with the response beside it, for its headers. */
export async function unwrapWithResponse<T>(call: Promise<Outcome<T>>): Promise<{ data: NonNullable<T>; response: Response }> {
  const { data, error, response } = await call.catch((thrown: unknown) => {
    throw asApiError(thrown);
  });
  if (!response.ok) throw toApiError(error, response.status);
  return { data: data as NonNullable<T>, response };
}
