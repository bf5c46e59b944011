// Passkeys: what the browser's WebAuthn interface and ours say to each other. Both speak the same JSON.
import { api, unwrap } from '../api/client';
import { ApiError, Dismissed } from '../api/problem';
import type { FinishPasskey, Passkey, PasskeyProof } from '../api/types';
import { t } from '../i18n';

/** Whether this browser knows passkeys and their JSON. Where it does not, nothing of them is shown. */
export const passkeysWork = typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** A browser answers one request at a time, so a new one ends the one that waits in the form. */
let pending: AbortController | null = null;

function begin(): AbortSignal {
  pending?.abort();
  pending = new AbortController();
  return pending.signal;
}

/** Ends the request that waits in the form, when the form goes. */
export function stopWaiting(): void {
  pending?.abort();
}

/** The prompt was closed, ran out of time, or gave way to another one: the browser does not tell these apart, and none is a failure. */
function settled(credential: Credential | null): PublicKeyCredential {
  if (credential instanceof PublicKeyCredential) return credential;
  throw new Dismissed();
}

function refused(thrown: unknown): never {
  const name = thrown instanceof DOMException ? thrown.name : '';
  if (name === 'NotAllowedError' || name === 'AbortError') throw new Dismissed();
  const title = name === 'InvalidStateError' ? t('passkeys.already') : t('passkeys.failed');
  throw new ApiError({ status: 0, code: 'passkey-failed', title, detail: '', errors: [] });
}

/**
 * Has the person prove himself by a passkey.
 *
 * With `waiting`, nothing pops up: passkeys are offered among the suggestions of the name's field until one is picked.
 */
export async function provePasskey({ waiting = false } = {}): Promise<PasskeyProof> {
  const signal = begin();
  const { challenge_id, options } = await unwrap(api.POST('/api/auth/passkeys/login/start'));
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  const request = { publicKey, signal, ...(waiting && { mediation: 'conditional' as const }) };
  const credential = settled(await navigator.credentials.get(request).catch(refused));
  return { challenge_id, credential: credential.toJSON() as PasskeyProof['credential'] };
}

/** Whether passkeys can be offered in a field. */
export async function canWait(): Promise<boolean> {
  return passkeysWork && 'isConditionalMediationAvailable' in PublicKeyCredential && PublicKeyCredential.isConditionalMediationAvailable();
}

/** Makes a passkey for the account that is signed in. */
export async function makePasskey(name: string): Promise<Passkey> {
  const signal = begin();
  const { challenge_id, options } = await unwrap(api.POST('/api/auth/passkeys/register/start'));
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  const credential = settled(await navigator.credentials.create({ publicKey, signal }).catch(refused));
  const body: FinishPasskey = { challenge_id, credential: credential.toJSON() as FinishPasskey['credential'], name };
  return unwrap(api.POST('/api/auth/passkeys/register/finish', { body }));
}
