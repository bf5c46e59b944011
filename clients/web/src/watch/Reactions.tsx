// Like and dislike, of a video or of a comment. Pressing the chosen one again takes it back.
import { useRef } from 'preact/hooks';
import type { Reaction, ReactionView } from '../api/community';
import { Icon } from '../components/Icon';
import { complain } from '../components/Toasts';
import { locale } from '../i18n';
import { formatCount } from '../lib/format';
import { withAccount } from './signIn';

interface Props {
  mine: Reaction;
  likes: number;
  likeLabel: string;
  dislikeLabel: string;
  react: (value: Reaction) => Promise<ReactionView>;
  onChange: (now: ReactionView) => void;
}

export function Reactions({ mine, likes, likeLabel, dislikeLabel, react, onChange }: Props) {
  const busy = useRef(false);
  const press = (value: 'like' | 'dislike'): void => {
    if (busy.current) return;
    busy.current = true;
    react(mine === value ? 'none' : value)
      .then(onChange, complain)
      .finally(() => {
        busy.current = false;
      });
  };
  return (
    <div class="reactions">
      <button
        type="button"
        class="button reactions__like"
        aria-label={likeLabel}
        aria-pressed={mine === 'like'}
        onClick={() => withAccount(() => press('like'))}
      >
        <Icon name="like" />
        {likes > 0 && <span>{formatCount(likes, locale.value)}</span>}
      </button>
      <button
        type="button"
        class="button reactions__dislike"
        aria-label={dislikeLabel}
        title={dislikeLabel}
        aria-pressed={mine === 'dislike'}
        onClick={() => withAccount(() => press('dislike'))}
      >
        <Icon name="dislike" />
      </button>
    </div>
  );
}
