// The profile's part of the contract, by hand, until the server's own document has it.
import type { components, paths } from './schema.gen';

type User = components['schemas']['UserView'];

interface Profile extends User {
  bio: string;
  website: string | null;
  location: string | null;
  locale: 'en' | 'es';
  has_password: boolean;
  created_at: string;
  updated_at: string;
}

interface Json<T> {
  content: { 'application/json': T };
  headers: Record<string, unknown>;
}

interface Nothing {
  content?: never;
  headers: Record<string, unknown>;
}

interface Operation<Status extends number, Answer, Body = never> {
  parameters: { query?: never; header?: { 'If-Match'?: string }; path?: never; cookie?: never };
  requestBody?: [Body] extends [never] ? never : { content: { 'application/json': Body } };
  responses: { [S in Status]: Answer };
}

interface ProfilePaths {
  '/api/users/profile': {
    get: Operation<200, Json<Profile>>;
    patch: Operation<200, Json<Profile>, Partial<Pick<Profile, 'handle' | 'display_name' | 'bio' | 'website' | 'location' | 'locale'>>>;
    delete: Operation<200, Json<{ erase_after: string }>>;
  };
  '/api/users/profile/avatar': {
    put: Operation<200, Json<Profile>, File>;
    delete: Operation<204, Nothing>;
  };
  '/api/users/profile/restore': { post: Operation<204, Nothing, { ticket: string }> };
  '/api/users/profile/export': { post: Operation<201, Json<{ url: string; expires_at: string }>, { media?: boolean }> };
}

export type Paths = paths & ProfilePaths;
