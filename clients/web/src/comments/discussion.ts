// What every comment on the page needs of the whole.
import type { Comment, Reaction } from '../api/community';

export interface Discussion {
  /** The account that the video belongs to. */
  owner: string;
  mayReply: boolean;
  mayModerate: boolean;
  /** How deep replies go. */
  depth: number;
  votes: ReadonlyMap<string, Reaction>;
  vote: (id: string, value: Reaction) => void;
  change: (id: string, change: (comment: Comment) => Comment) => void;
  remove: (id: string) => void;
  write: (body: string, parent: string | null) => Promise<void>;
  loadReplies: (to: Comment) => Promise<void>;
  /** Plays the video from this second. */
  play: (seconds: number) => void;
}
