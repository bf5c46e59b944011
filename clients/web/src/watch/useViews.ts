// Tells the server that somebody watches, signed in or not.
import { useEffect } from 'preact/hooks';
import { api } from '../api/client';
import type { Remote } from '../player/remote';
import { followViews, type Outlet } from '../player/views';

const outletOf = (id: string): Outlet => ({
  send: (played) => {
    const params = { path: { id } };
    api.POST('/api/videos/{id}/views', { params, body: { played }, keepalive: true }).catch(() => undefined);
  },
  // As text, since a beacon with JSON would first have to ask for leave. The cookie says who it is.
  beacon: (played) => void navigator.sendBeacon(`/api/videos/${id}/views`, JSON.stringify({ played })),
});

export function useViews(id: string, length: number | null, remote: Remote): void {
  const video = remote.video.value;
  useEffect(() => (video ? followViews(video, length, window, outletOf(id)) : undefined), [id, length, video]);
}
