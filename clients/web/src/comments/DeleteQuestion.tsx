// Asks before a comment is deleted, and deletes it.
import { api, unwrap } from '../api/client';
import { Question } from '../components/Confirm';
import { t } from '../i18n';

interface Props {
  id: string;
  onDeleted: () => void | Promise<void>;
  onClose: () => void;
}

export function DeleteQuestion({ id, onDeleted, onClose }: Props) {
  return (
    <Question
      title={t('comments.delete.title')}
      text={t('comments.delete.text')}
      action={t('action.delete')}
      run={async () => {
        await unwrap<unknown>(api.DELETE('/api/comments/{id}', { params: { path: { id } } }));
        await onDeleted();
      }}
      onClose={onClose}
    />
  );
}
