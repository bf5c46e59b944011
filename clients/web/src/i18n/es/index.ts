// Mensajes en español. The types of the parts make a missing or unknown key a compile error.
import type { en } from '../en';
import { account } from './account';
import { admin } from './admin';
import { app } from './app';
import { discover } from './discover';
import { identity } from './identity';
import { moderation } from './moderation';
import { stats } from './stats';
import { studio } from './studio';
import { watch } from './watch';

export const es: Record<keyof typeof en, string> = {
  ...app,
  ...identity,
  ...account,
  ...admin,
  ...discover,
  ...moderation,
  ...stats,
  ...studio,
  ...watch,
};
