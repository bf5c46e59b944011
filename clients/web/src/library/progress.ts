import type { Progress } from '../api/community';
import type { VideoSummary } from '../api/types';

/** How much of a video was watched, between 0 and 1. */
export function shareOf(video: Pick<VideoSummary, 'duration_seconds'>, progress: Progress): number {
  if (progress.finished) return 1;
  const length = video.duration_seconds ?? 0;
  return length > 0 ? Math.min(1, Math.max(0, progress.position_seconds / length)) : 0;
}
