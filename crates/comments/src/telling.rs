//! Who is told of what happens to comments.

use crate::{Ctx, Result};
use domain::Timestamp;
use domain::comment::{Comment, CommentsMode};
use domain::id::{NotificationId, UserId};
use domain::notification::{Notification, NotificationKind};
use domain::video::Video;
use persistence::{WriteTx, notification};

/// A comment was written. Each person is told once, by what concerns him most; of what waits for approval
/// only the owner is told, where approving is his wish.
pub(crate) async fn written(
    ctx: &Ctx,
    tx: &WriteTx,
    video: &Video,
    parent: Option<&Comment>,
    comment: &Comment,
    people: &[(String, UserId)],
) -> Result<()> {
    let mut told = Told::new(ctx, comment);
    if comment.is_living() {
        told.others(parent, people.iter().map(|(_, id)| *id));
    }
    if comment.is_living() || video.metadata.comments == CommentsMode::Approval {
        told.tell(NotificationKind::Comment, video.owner_id);
    }
    Ok(notification::notify(tx, &told.all).await?)
}

/// A comment that waited was approved: now those are told whom it speaks to.
pub(crate) async fn approved(ctx: &Ctx, tx: &WriteTx, parent: Option<&Comment>, comment: &Comment, people: &[UserId]) -> Result<()> {
    let mut told = Told::new(ctx, comment);
    told.others(parent, people.iter().copied());
    Ok(notification::notify(tx, &told.all).await?)
}

/// The video's owner gave a comment a heart.
pub(crate) async fn hearted(ctx: &Ctx, tx: &WriteTx, owner: UserId, comment: &Comment) -> Result<()> {
    let Some(author) = comment.author_id else { return Ok(()) };
    let mut told = Told { by: Some(owner), ..Told::new(ctx, comment) };
    told.tell(NotificationKind::CommentHeart, author);
    Ok(notification::notify(tx, &told.all).await?)
}

struct Told<'a> {
    ctx: &'a Ctx,
    comment: &'a Comment,
    by: Option<UserId>,
    now: Timestamp,
    all: Vec<Notification>,
}

impl<'a> Told<'a> {
    fn new(ctx: &'a Ctx, comment: &'a Comment) -> Self {
        Self { ctx, comment, by: comment.author_id, now: ctx.clock.now(), all: Vec::new() }
    }

    fn others(&mut self, parent: Option<&Comment>, mentioned: impl Iterator<Item = UserId>) {
        if let Some(author) = parent.and_then(|parent| parent.author_id) {
            self.tell(NotificationKind::Reply, author);
        }
        for person in mentioned {
            self.tell(NotificationKind::Mention, person);
        }
    }

    fn tell(&mut self, kind: NotificationKind, person: UserId) {
        if self.all.iter().any(|told| told.user_id == person) {
            return;
        }
        let id = NotificationId(self.ctx.ids.uuid(self.now));
        let mut word = Notification::new(id, person, kind, self.now).on(self.comment.video_id).comment(self.comment.id);
        word.actor_id = self.by;
        self.all.push(word);
    }
}
