// English messages. Their keys are the list that every other language must fill.
import { account } from './account';
import { admin } from './admin';
import { app } from './app';
import { identity } from './identity';

export const en = { ...app, ...identity, ...account, ...admin } as const;
