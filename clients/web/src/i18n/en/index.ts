// English messages. Their keys are the list that every other language must fill.
import { account } from './account';
import { admin } from './admin';
import { app } from './app';
import { discover } from './discover';
import { identity } from './identity';
import { moderation } from './moderation';
import { stats } from './stats';
import { studio } from './studio';
import { watch } from './watch';

export const en = { ...app, ...identity, ...account, ...admin, ...discover, ...moderation, ...stats, ...studio, ...watch } as const;
