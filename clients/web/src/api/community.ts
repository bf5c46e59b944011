// What the API has gained for discovery, libraries and comments.
import type { paths } from './schema.gen';
import type { PatchVideo, Video, VideoSummary, User } from './types';

export type Person = Pick<User, 'id' | 'handle' | 'display_name' | 'avatar_url'>;

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export type Reaction = 'like' | 'dislike' | 'none';
export interface ReactionView {
  value: Reaction;
  counts: { likes: number; dislikes: number };
}

export interface Progress {
  position_seconds: number;
  finished: boolean;
  at: string;
}
export interface ViewerState {
  reaction: Reaction;
  favorite: boolean;
  progress?: Progress | null;
  playlists: string[];
  following: boolean;
  may_edit: boolean;
}

export interface Comment {
  id: string;
  video_id: string;
  parent_id?: string | null;
  depth: number;
  author?: Person | null;
  body: string;
  body_html: string;
  state: 'visible' | 'held' | 'rejected';
  created_at: string;
  edited_at?: string | null;
  deleted: boolean;
  pinned: boolean;
  hearted: boolean;
  counts: { likes: number; dislikes: number; replies: number };
  replies: Page<Comment>;
}
export type CommentsMode = 'open' | 'approval' | 'closed';
export type CommentSort = 'top' | 'newest' | 'oldest';
export interface MyComments {
  may_comment: boolean;
  may_moderate: boolean;
  reactions: { comment_id: string; value: Reaction }[];
}
export type HeldComment = Comment & { video_title: string };

export interface Range {
  field: string;
  start: number;
  end: number;
}
export interface Hit {
  type: 'video' | 'user' | 'playlist';
  video?: VideoSummary;
  user?: Person;
  excerpt?: string | null;
  tags: string[];
  highlights: Range[];
}
export interface Facet {
  value: string;
  count: number;
}
export interface Facets {
  exact: boolean;
  category?: Facet[];
  tag?: Facet[];
  language?: Facet[];
  duration?: Facet[];
}
export interface SearchPage extends Page<Hit> {
  facets?: Facets | null;
  did_you_mean?: string | null;
}
export interface Suggestion {
  type: 'words' | 'tag' | 'author' | 'title';
  text: string;
  target?: string | null;
  highlights: Range[];
}

export interface Category {
  slug: string;
  name: string;
}

export interface Watched {
  video: VideoSummary;
  watched_at: string;
  progress: Progress;
}
export interface Kept {
  video: VideoSummary;
  added_at: string;
}
export interface Begun {
  video: VideoSummary;
  progress: Progress;
}
export type PlaylistVisibility = 'public' | 'unlisted' | 'private';
export interface Playlist {
  id: string;
  title: string;
  description: string;
  visibility: PlaylistVisibility;
  kind: 'normal' | 'watch-later';
  items_count: number;
  poster_url?: string | null;
  owner: Person;
  created_at: string;
  updated_at: string;
}
export interface PlaylistItem {
  id: string;
  video: VideoSummary;
  added_at: string;
}
export type PlaylistWithItems = Playlist & { items: Page<PlaylistItem> };
export interface PlaylistCommand {
  title: string;
  description: string;
  visibility: PlaylistVisibility;
}

export type NotificationKind =
  | 'new-video'
  | 'comment'
  | 'reply'
  | 'mention'
  | 'comment-heart'
  | 'follow'
  | 'video-ready'
  | 'video-failed'
  | 'moderation';
export interface Notification {
  id: string;
  kind: NotificationKind;
  actor?: Person | null;
  video?: { id: string; title: string; poster_url?: string | null } | null;
  comment_id?: string | null;
  read: boolean;
  created_at: string;
}
export interface NotificationPage extends Page<Notification> {
  unread: number;
}

export type ReportReason =
  | 'spam'
  | 'hate'
  | 'violence'
  | 'sexual'
  | 'child-safety'
  | 'copyright'
  | 'privacy'
  | 'misleading'
  | 'other';
interface CreateReport {
  reason: ReportReason;
  detail?: string;
}

type Json<T> = { headers: Record<string, unknown>; content: { 'application/json': T } };
type Answers<T> = T extends void ? { 204: { headers: Record<string, unknown>; content?: never } } : { 200: Json<T> };
interface Get<T, Query = object, Path = undefined> {
  parameters: { query?: Query } & Place<Path>;
  requestBody?: never;
  responses: Answers<T>;
}
interface Write<T, Body, Path = undefined> {
  parameters: { query?: never } & Place<Path>;
  requestBody: { content: { 'application/json': Body } };
  responses: Answers<T>;
}
interface Act<T, Path = undefined> {
  parameters: { query?: never } & Place<Path>;
  requestBody?: never;
  responses: Answers<T>;
}
type Place<Path> = Path extends undefined ? { path?: never } : { path: Path };
interface Paged {
  cursor?: string;
  limit?: number;
}
interface Id {
  id: string;
}
interface Handle {
  handle: string;
}
export interface Filters {
  category?: string;
  tag?: string;
  author?: string;
  language?: string;
  duration_min?: number;
  duration_max?: number;
  published_after?: string;
  published_before?: string;
}
export type VideoSort = 'newest' | 'oldest' | 'views' | 'likes' | 'trending' | 'duration';

interface CommunityPaths {
  '/api/comments': { post: Write<Comment, { video_id: string; body: string; parent_id?: string | null }> };
  '/api/comments/video/{id}': { get: Get<Page<Comment>, Paged & { sort?: CommentSort }, Id> };
  '/api/comments/video/{id}/me': { get: Get<MyComments, { ids?: string }, Id> };
  '/api/comments/held': { get: Get<Page<HeldComment>, Paged & { video_id?: string }> };
  '/api/comments/{id}': { get: Get<Comment, object, Id>; put: Write<Comment, { body: string }, Id>; delete: Act<void, Id> };
  '/api/comments/{id}/replies': { get: Get<Page<Comment>, Paged, Id> };
  '/api/comments/{id}/reaction': { put: Write<ReactionView, { value: Reaction }, Id> };
  '/api/comments/{id}/pin': { put: Act<void, Id>; delete: Act<void, Id> };
  '/api/comments/{id}/heart': { put: Act<void, Id>; delete: Act<void, Id> };
  '/api/comments/{id}/approval': { put: Act<void, Id>; delete: Act<void, Id> };
  '/api/comments/{id}/report': { post: Write<void, CreateReport, Id> };
  '/api/videos': { get: Get<Page<VideoSummary>, Paged & Filters & { sort?: VideoSort }> };
  '/api/videos/{id}': {
    get: Get<Video & { comments: CommentsMode }, object, Id>;
    patch: {
      parameters: { query?: never; path: Id; header?: { 'If-Match'?: string } };
      requestBody: { content: { 'application/json': PatchVideo & { comments?: CommentsMode } } };
      responses: { 200: Json<Video & { comments: CommentsMode }> };
    };
  };
  '/api/videos/{id}/me': { get: Get<ViewerState, object, Id> };
  '/api/videos/{id}/reaction': { put: Write<ReactionView, { value: Reaction }, Id> };
  '/api/videos/{id}/related': { get: Get<Page<VideoSummary>, object, Id> };
  '/api/videos/{id}/report': { post: Write<void, CreateReport, Id> };
  '/api/categories': { get: Get<{ items: Category[] }> };
  '/api/search': { get: Get<SearchPage, Paged & Filters & { q?: string; type?: 'video' | 'user'; sort?: string; facets?: string; has_captions?: boolean }> };
  '/api/search/suggest': { get: Get<{ items: Suggestion[] }, { q?: string }> };
  '/api/search/trending': { get: Get<{ items: string[] }> };
  '/api/users/favorites': { get: Get<Page<Kept>, Paged>; post: Write<{ video_id: string }, { video_id: string }> };
  '/api/users/favorites/{id}': { delete: Act<void, Id> };
  '/api/users/history': { get: Get<Page<Watched> & { paused: boolean }, Paged>; delete: Act<void> };
  '/api/users/history/{id}': { delete: Act<void, Id> };
  '/api/users/history/paused': { put: Write<{ paused: boolean }, { paused: boolean }> };
  '/api/users/progress': { post: Write<void, { video_id: string; position_seconds: number; at: string }> };
  '/api/users/continue-watching': { get: Get<Page<Begun>, Paged> };
  '/api/users/feed': { get: Get<Page<{ video: VideoSummary }>, Paged> };
  '/api/users/playlists': { get: Get<Page<Playlist>, Paged>; post: Write<Playlist, PlaylistCommand> };
  '/api/users/playlists/{id}': {
    get: Get<PlaylistWithItems, Paged, Id>;
    put: Write<Playlist, PlaylistCommand, Id>;
    delete: Act<void, Id>;
  };
  '/api/users/playlists/{id}/items': { post: Write<PlaylistItem, { video_id: string; after?: string | null }, Id> };
  '/api/users/playlists/{id}/items/{item}': {
    patch: Write<PlaylistItem, { after: string | null }, Id & { item: string }>;
    delete: Act<void, Id & { item: string }>;
  };
  '/api/users/{handle}': { get: Get<Person & { bio: string; website?: string | null; created_at: string; followers?: number | null }, object, Handle> };
  '/api/users/{handle}/playlists': { get: Get<Page<Playlist>, Paged, Handle> };
  '/api/users/{handle}/follow': { get: Get<{ following: boolean }, object, Handle>; put: Act<void, Handle>; delete: Act<void, Handle> };
  '/api/users/notifications': { get: Get<NotificationPage, Paged & { unread?: boolean }> };
  '/api/users/notifications/read': { post: Write<void, { ids: string[] } | { up_to: string }> };
}

/** The generated paths, and over them those that the document does not have yet. */
export type AllPaths = {
  [K in keyof paths | keyof CommunityPaths]: K extends keyof CommunityPaths
    ? K extends keyof paths
      ? Omit<paths[K], keyof CommunityPaths[K]> & CommunityPaths[K]
      : CommunityPaths[K]
    : K extends keyof paths
      ? paths[K]
      : never;
};
