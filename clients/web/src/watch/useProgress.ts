// Tells the server how far the signed-in viewer is.
import { useEffect } from 'preact/hooks';
import { api } from '../api/client';
import { user } from '../api/session';
import { followProgress, type Outlet } from '../player/progress';
import type { Remote } from '../player/remote';

const outlet: Outlet = {
  send: (report) => void api.POST('/api/users/progress', { body: report, keepalive: true }).catch(() => undefined),
  // As text, since a beacon with JSON would first have to ask for leave. The cookie says who it is.
  beacon: (report) => void navigator.sendBeacon('/api/users/progress', JSON.stringify(report)),
};

export function useProgress(id: string, remote: Remote): void {
  const who = user.value?.id;
  const video = remote.video.value;
  useEffect(() => (who && video ? followProgress(id, video, window, outlet) : undefined), [id, who, video]);
}
