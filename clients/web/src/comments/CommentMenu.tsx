// What can be done with a comment besides answering it: by its author, by the video's owner, by everybody.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { Comment } from '../api/community';
import { user } from '../api/session';
import { ActionMenu, type Choice } from '../components/ActionMenu';
import { complain } from '../components/Toasts';
import { t } from '../i18n';
import { ReportDialog } from '../watch/ReportDialog';
import { DeleteQuestion } from './DeleteQuestion';
import type { Discussion } from './discussion';

interface Props {
  comment: Comment;
  in: Discussion;
  onEdit: () => void;
}

export function CommentMenu({ comment, in: discussion, onEdit }: Props) {
  const [open, setOpen] = useState<'delete' | 'report' | null>(null);
  const params = { path: { id: comment.id } };
  const me = user.value?.id;
  const isMine = comment.author?.id === me;
  const change = (facts: Partial<Comment>) => (): void => discussion.change(comment.id, (before) => ({ ...before, ...facts }));
  const flag = (name: 'pin' | 'heart', on: boolean): Choice => {
    const path = `/api/comments/{id}/${name}` as const;
    const label = name === 'pin' ? t(on ? 'comments.pin' : 'comments.unpin') : t(on ? 'comments.heart' : 'comments.unheart');
    const facts = name === 'pin' ? { pinned: on } : { hearted: on };
    const call = (): Promise<unknown> => unwrap<unknown>(on ? api.PUT(path, { params }) : api.DELETE(path, { params }));
    return { label, run: () => void call().then(change(facts), complain) };
  };
  const decide = (approved: boolean): Choice => {
    const path = '/api/comments/{id}/approval';
    const call = (): Promise<unknown> => unwrap<unknown>(approved ? api.PUT(path, { params }) : api.DELETE(path, { params }));
    return {
      label: t(approved ? 'comments.approve' : 'comments.reject'),
      run: () => void call().then(change({ state: approved ? 'visible' : 'rejected' }), complain),
    };
  };
  const owns = discussion.owner === me;
  const choices: Choice[] = [
    ...(isMine ? [{ label: t('action.edit'), run: onEdit }] : []),
    ...(discussion.mayModerate && comment.state !== 'visible' ? [decide(true)] : []),
    ...(discussion.mayModerate && comment.state === 'held' ? [decide(false)] : []),
    ...(owns && comment.depth === 0 && comment.state === 'visible' ? [flag('pin', !comment.pinned)] : []),
    ...(owns && comment.state === 'visible' ? [flag('heart', !comment.hearted)] : []),
    ...(isMine || discussion.mayModerate ? [{ label: t('action.delete'), run: () => setOpen('delete') }] : []),
    ...(isMine ? [] : [{ label: t('watch.report'), run: () => setOpen('report') }]),
  ];
  return (
    <>
      <ActionMenu label={t('comments.actionsOf', { name: comment.author?.display_name ?? '' })} choices={choices} />
      {open === 'delete' && (
        <DeleteQuestion id={comment.id} onDeleted={() => discussion.remove(comment.id)} onClose={() => setOpen(null)} />
      )}
      {open === 'report' && (
        <ReportDialog send={(body) => unwrap<unknown>(api.POST('/api/comments/{id}/report', { params, body }))} onClose={() => setOpen(null)} />
      )}
    </>
  );
}
