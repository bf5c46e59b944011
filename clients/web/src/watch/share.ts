// Addresses of a video for others: to its page, and to put it into a page of theirs.
import type { Video } from '../api/types';

/** The longer side of a frame, in pixels. */
const LONGER_SIDE = 640;
/** The height of a frame for sound alone. */
const SOUND_HEIGHT = 180;

type Shared = Pick<Video, 'id' | 'title' | 'kind' | 'width' | 'height'>;

/** The address of a page of the video that begins at this second. */
export function addressOf(origin: string, page: 'watch' | 'embed', id: string, at: number): string {
  return `${origin}/${page}/${id}${at > 0 ? `?t=${at}` : ''}`;
}

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** HTML that shows the video in another page, in its own shape. */
export function embedCode(origin: string, video: Shared, at: number): string {
  const { width, height } = frameOf(video);
  return (
    `<iframe width="${width}" height="${height}" src="${escaped(addressOf(origin, 'embed', video.id, at))}" ` +
    `title="${escaped(video.title)}" style="border:0" allow="autoplay; fullscreen; picture-in-picture" allowfullscreen></iframe>`
  );
}

function frameOf({ kind, width, height }: Shared): { width: number; height: number } {
  if (kind === 'audio') return { width: LONGER_SIDE, height: SOUND_HEIGHT };
  const [wide, high] = width && height ? [width, height] : [16, 9];
  const scale = LONGER_SIDE / Math.max(wide, high);
  return { width: Math.round(wide * scale), height: Math.round(high * scale) };
}
