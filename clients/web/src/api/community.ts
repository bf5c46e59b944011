// Names for the shapes of discovery, libraries and comments, read off the generated paths like those in `types.ts`.
import type { Answer, Body, Query } from './types';

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export type Comment = Answer<'/api/comments/{id}', 'get', 200>;
export type Person = NonNullable<Comment['author']>;
export type CommentSort = NonNullable<Query<'/api/comments/video/{id}', 'get'>['sort']>;
export type MyComments = Answer<'/api/comments/video/{id}/me', 'get', 200>;
export type HeldComment = Answer<'/api/comments/held', 'get', 200>['items'][number];
export type CommentsMode = Answer<'/api/videos/{id}', 'get', 200>['comments'];

export type ReactionView = Answer<'/api/videos/{id}/reaction', 'put', 200>;
export type Reaction = ReactionView['value'];
export type ViewerState = Answer<'/api/videos/{id}/me', 'get', 200>;
export type Progress = NonNullable<ViewerState['progress']>;
export type CreateReport = Body<'/api/comments/{id}/report', 'post'>;
export type ReportReason = CreateReport['reason'];

export type Report = Answer<'/api/admin/reports', 'get', 200>['items'][number];
export type Verdict = Body<'/api/admin/reports/{id}', 'patch'>['state'];

export type SearchPage = Answer<'/api/search', 'get', 200>;
export type Hit = SearchPage['items'][number];
export type Facets = NonNullable<SearchPage['facets']>;
export type Facet = NonNullable<Facets['tag']>[number];
export type Suggestion = Answer<'/api/search/suggest', 'get', 200>['items'][number];
export type Filters = Pick<
  NonNullable<Query<'/api/search', 'get'>>,
  'category' | 'tag' | 'author' | 'language' | 'duration_min' | 'duration_max' | 'published_after' | 'published_before'
>;

export type PlaylistWithItems = Answer<'/api/users/playlists/{id}', 'get', 200>;
export type Playlist = Answer<'/api/users/playlists', 'get', 200>['items'][number];
export type PlaylistItem = PlaylistWithItems['items']['items'][number];
export type PlaylistVisibility = Playlist['visibility'];
export type PlaylistCommand = Body<'/api/users/playlists', 'post'>;

export type NotificationKind = Notification['kind'];
export type Notification = Answer<'/api/users/notifications', 'get', 200>['items'][number];

export type VideoSort = NonNullable<Query<'/api/videos', 'get'>['sort']>;
