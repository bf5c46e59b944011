import type { Role } from '../api/types';

/** What an account may do, the least first. */
export const ROLES = ['viewer', 'creator', 'moderator', 'admin'] as const satisfies readonly Role[];

/** Whether a role may do what another one is needed for. */
export const reaches = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);
