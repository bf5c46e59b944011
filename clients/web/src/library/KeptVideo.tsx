// A video in a list of mine, with a button that takes it out.
import type { VideoSummary } from '../api/types';
import { Icon } from '../components/Icon';
import { complain } from '../components/Toasts';
import { VideoLine } from '../components/VideoLine';

interface Props {
  video: VideoSummary;
  /** The share of it that I watched. */
  watched?: number;
  /** What the button does, for who can't see it. */
  removal: string;
  remove: () => Promise<void>;
}

export function KeptVideo({ video, watched, removal, remove }: Props) {
  return (
    <li class="kept">
      <VideoLine video={video} {...(watched !== undefined && { watched })} />
      <button type="button" class="icon-button" aria-label={removal} onClick={() => void remove().catch(complain)}>
        <Icon name="close" />
      </button>
    </li>
  );
}
