// What a viewer can do with a video.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { Video } from '../api/types';
import { Icon, type IconName } from '../components/Icon';
import { complain } from '../components/Toasts';
import { useAction } from '../components/useAction';
import { locale, t, tn } from '../i18n';
import { SaveDialog } from '../library/SaveDialog';
import { formatCount } from '../lib/format';
import type { Remote } from '../player/remote';
import { Reactions } from './Reactions';
import { ReportDialog } from './ReportDialog';
import { ShareDialog } from './ShareDialog';
import { withAccount } from './signIn';
import type { Viewer } from './useViewerState';

interface Props {
  video: Video;
  viewer: Viewer;
}

interface ActionProps {
  icon: IconName;
  label: string;
  pressed?: boolean;
  busy?: boolean;
  opens?: boolean;
  onClick: () => void;
}

function ActionButton({ icon, label, pressed, busy = false, opens = false, onClick }: ActionProps) {
  return (
    <button
      type="button"
      class="button action"
      aria-pressed={pressed}
      aria-haspopup={opens ? 'dialog' : undefined}
      disabled={busy}
      onClick={onClick}
    >
      <Icon name={icon} />
      {label}
    </button>
  );
}

function Favorite({ video, viewer }: Props) {
  const kept = viewer.state?.favorite ?? false;
  const { start, busy } = useAction(async () => {
    const call = kept
      ? api.DELETE('/api/users/favorites/{id}', { params: { path: { id: video.id } } })
      : api.POST('/api/users/favorites', { body: { video_id: video.id } });
    await unwrap<unknown>(call).then(() => viewer.change({ favorite: !kept }), complain);
  });
  return (
    <ActionButton icon="heart" label={t('watch.favorite')} pressed={kept} busy={busy} onClick={() => withAccount(start)} />
  );
}

export function Actions({ video, viewer, remote }: Props & { remote: Remote }) {
  const [likes, setLikes] = useState(video.counts.likes);
  const [open, setOpen] = useState<'save' | 'share' | 'report' | null>(null);
  const params = { path: { id: video.id } };
  return (
    <div class="watch-actions">
      <Reactions
        mine={viewer.state?.reaction ?? 'none'}
        likes={likes}
        likeLabel={tn('watch.likes', likes, formatCount(likes, locale.value))}
        dislikeLabel={t('watch.dislike')}
        react={(value) => unwrap(api.PUT('/api/videos/{id}/reaction', { params, body: { value } }))}
        onChange={({ value, counts }) => {
          viewer.change({ reaction: value });
          setLikes(counts.likes);
        }}
      />
      <Favorite video={video} viewer={viewer} />
      <ActionButton icon="list" label={t('watch.save')} opens onClick={() => withAccount(() => setOpen('save'))} />
      <ActionButton icon="share" label={t('watch.share')} opens onClick={() => setOpen('share')} />
      <ActionButton icon="flag" label={t('watch.report')} opens onClick={() => withAccount(() => setOpen('report'))} />
      {open === 'save' && viewer.known && <SaveDialog video={video.id} viewer={viewer} onClose={() => setOpen(null)} />}
      {open === 'share' && <ShareDialog video={video} second={remote.second.peek()} onClose={() => setOpen(null)} />}
      {open === 'report' && (
        <ReportDialog send={(body) => unwrap(api.POST('/api/videos/{id}/report', { params, body }))} onClose={() => setOpen(null)} />
      )}
    </div>
  );
}
