// The comment that a complaint is about, which a moderator can hide or delete.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import { DeleteQuestion } from '../comments/DeleteQuestion';
import { FormError } from '../components/FormError';
import { Loading } from '../components/Loading';
import { useAction } from '../components/useAction';
import { useLoad } from '../components/useLoad';
import { t } from '../i18n';
import { PersonLink } from './PersonLink';

interface Props {
  id: string;
  /** Something was done because of the complaint. */
  onActed: () => Promise<void>;
}

export function ReportedComment({ id, onActed }: Props) {
  const params = { path: { id } };
  const found = useLoad((signal) => unwrap(api.GET('/api/comments/{id}', { params, signal })));
  const [asking, setAsking] = useState(false);
  const reject = useAction(async () => {
    await unwrap<unknown>(api.DELETE('/api/comments/{id}/approval', { params }));
    await onActed();
  });
  const comment = found.data;
  if (found.error?.status === 404 || comment?.deleted) return <p class="section__text">{t('reports.gone')}</p>;
  if (!comment) return <Loading of={found} />;
  return (
    <div class="reported__text">
      <p class="facts">
        {comment.author && (
          <span>
            <PersonLink handle={comment.author.handle} />
          </span>
        )}
        <span>
          <a href={`/watch/${comment.video_id}`} target="_blank">
            {t('reports.where')}
          </a>
        </span>
        {comment.state !== 'visible' && <span>{t(`comments.${comment.state}`)}</span>}
      </p>
      <div class="comment__body report__detail" dangerouslySetInnerHTML={{ __html: comment.body_html }} />
      <FormError error={reject.error} />
      <div class="actions">
        {comment.state !== 'rejected' && (
          <button type="button" class="button" disabled={reject.busy} onClick={reject.start}>
            {t('reports.hideComment')}
          </button>
        )}
        <button type="button" class="button button--danger" aria-haspopup="dialog" onClick={() => setAsking(true)}>
          {t('reports.deleteComment')}
        </button>
      </div>
      {asking && <DeleteQuestion id={id} onDeleted={onActed} onClose={() => setAsking(false)} />}
    </div>
  );
}
