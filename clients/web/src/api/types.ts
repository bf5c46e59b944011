// Names for the shapes that the screens use. They are read off the generated operations, not off component names, so that
// a renamed schema changes nothing here while a changed shape shows as a type error.
import type { operations } from './schema.gen';

type Answer<O extends keyof operations, S extends number> = operations[O] extends {
  responses: { [K in S]: { content: { 'application/json': infer T } } };
}
  ? T
  : never;

type Body<O extends keyof operations> = operations[O] extends {
  requestBody: { content: { 'application/json': infer T } };
}
  ? T
  : never;

export type User = NonNullable<Answer<'session', 200>['user']>;
export type Tokens = Answer<'login', 200>;
export type Video = Answer<'get_video', 200>;
export type VideoPage = Answer<'list_videos', 200>;
export type VideoSummary = VideoPage['items'][number];
export type Processing = Answer<'get_processing', 200>;
export type Playback = Answer<'get_playback', 200>;

export type CreateVideo = Body<'create_video'>;
export type PatchVideo = Body<'patch_video'>;
export type Visibility = CreateVideo['visibility'];
