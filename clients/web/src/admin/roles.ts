import type { Role } from '../api/types';

/** What an account may do, the least first. */
export const ROLES = ['viewer', 'creator', 'moderator', 'admin'] as const satisfies readonly Role[];
