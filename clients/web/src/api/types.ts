// Names for the shapes that the screens use. They are read off paths and methods, which the contract fixes, not off component
// names or operation ids, so that a renamed schema changes nothing here while a changed shape shows as a type error.
import type { paths } from './schema.gen';

type Answer<Path extends keyof paths, Method extends keyof paths[Path], Status extends number> = paths[Path][Method] extends {
  responses: { [S in Status]: { content: { 'application/json': infer T } } };
}
  ? T
  : never;

type Body<Path extends keyof paths, Method extends keyof paths[Path]> = paths[Path][Method] extends {
  requestBody: { content: { 'application/json': infer T } };
}
  ? T
  : never;

export type User = NonNullable<Answer<'/api/auth/session', 'get', 200>['user']>;
export type Tokens = Answer<'/api/auth/login', 'post', 200>;
export type Video = Answer<'/api/videos/{id}', 'get', 200>;
export type VideoSummary = Answer<'/api/videos', 'get', 200>['items'][number];
export type Processing = Answer<'/api/videos/{id}/processing', 'get', 200>;
export type Playback = Answer<'/api/videos/{id}/playback', 'get', 200>;

export type CreateVideo = Body<'/api/videos', 'post'>;
export type Visibility = CreateVideo['visibility'];
