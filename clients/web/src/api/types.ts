// Names for the shapes that the screens use. They are read off paths and methods, which the contract fixes, not off component
// names or operation ids, so that a renamed schema changes nothing here while a changed shape shows as a type error.
import type { paths } from './schema.gen';

export type Answer<Path extends keyof paths, Method extends keyof paths[Path], Status extends number> = paths[Path][Method] extends {
  responses: { [S in Status]: { content: { 'application/json': infer T } } };
}
  ? T
  : never;

export type Body<Path extends keyof paths, Method extends keyof paths[Path]> = paths[Path][Method] extends {
  requestBody: { content: { 'application/json': infer T } };
}
  ? T
  : never;

/** What may stand behind the question mark. */
export type Query<Path extends keyof paths, Method extends keyof paths[Path]> = paths[Path][Method] extends {
  parameters: { query?: infer T };
}
  ? NonNullable<T>
  : never;

export type User = NonNullable<Answer<'/api/auth/session', 'get', 200>['user']>;
export type Tokens = Answer<'/api/auth/login', 'post', 200>;
export type Video = Answer<'/api/videos/{id}', 'get', 200>;
export type VideoSummary = Answer<'/api/videos', 'get', 200>['items'][number];
export type Processing = Answer<'/api/videos/{id}/processing', 'get', 200>;
export type VideoStats = Answer<'/api/videos/{id}/stats', 'get', 200>;
export type Playback = Answer<'/api/videos/{id}/playback', 'get', 200>;

export type Provider = Answer<'/api/auth/providers', 'get', 200>['providers'][number];
export type Identity = Answer<'/api/auth/identities', 'get', 200>['identities'][number];
export type Factors = Answer<'/api/auth/mfa', 'get', 200>;
export type TotpSetup = Answer<'/api/auth/mfa/totp', 'post', 200>;
export type Passkey = Answer<'/api/auth/passkeys', 'get', 200>['items'][number];
export type PasskeyProof = NonNullable<Body<'/api/auth/login/second-factor', 'post'>['passkey']>;
export type FinishPasskey = Body<'/api/auth/passkeys/register/finish', 'post'>;
export type Reauthenticate = Body<'/api/auth/reauthenticate', 'post'>;
export type Device = Answer<'/api/auth/sessions', 'get', 200>['items'][number];
export type ApiKey = Answer<'/api/auth/keys', 'get', 200>['items'][number];
export type CreatedApiKey = Answer<'/api/auth/keys', 'post', 201>;
export type Scope = ApiKey['scopes'][number];
export type Profile = Answer<'/api/users/profile', 'get', 200>;
export type AdminUser = Answer<'/api/admin/users/{id}', 'get', 200>;
export type Role = AdminUser['role'];
export type AccountState = AdminUser['state'];
export type Invitation = Answer<'/api/admin/invitations', 'get', 200>['items'][number];
export type CreatedInvitation = Answer<'/api/admin/invitations', 'post', 201>;
export type AuditEvent = Answer<'/api/admin/audit', 'get', 200>['items'][number];

export type Category = Answer<'/api/admin/categories', 'get', 200>['items'][number];
export type CaptionTrack = Answer<'/api/videos/{id}/captions', 'get', 200>['items'][number];
export type CaptionKind = CaptionTrack['kind'];
export type Chapters = Answer<'/api/videos/{id}/chapters', 'get', 200>;

export type CreateVideo = Body<'/api/videos', 'post'>;
export type PatchVideo = Body<'/api/videos/{id}', 'patch'>;
export type Visibility = CreateVideo['visibility'];
