//! From rows to what clients see.

use crate::markup;
use crate::{Ctx, Result};
use domain::comment::{Comment, CommentView};
use domain::id::CommentId;
use domain::page::Cursor;
use persistence::Read;
use persistence::comment::{self, Mention, StoredComment};
use std::collections::HashMap;
use uuid::Uuid;

/// What the cursor of a comment's replies is bound to.
pub(crate) fn replies_of(id: CommentId) -> (&'static str, Uuid) {
    ("replies", id.0)
}

/// The cursor before the first reply, where there is one.
pub(crate) fn before_first_reply(comment: &Comment) -> Option<String> {
    (comment.counts.replies > 0).then(|| Cursor { key: 0, id: Uuid::nil() }.encode(&replies_of(comment.id)))
}

/// Makes views of rows that were read together.
pub(crate) struct Shower<'a> {
    ctx: &'a Ctx,
    handles: HashMap<(CommentId, String), String>,
}

impl<'a> Shower<'a> {
    /// Looks up who is mentioned, if anybody may be. At most one query.
    pub(crate) async fn of(ctx: &'a Ctx, db: &impl Read, rows: impl Iterator<Item = &StoredComment>) -> Result<Self> {
        let calling: Vec<CommentId> = rows.filter(|row| row.comment.body.contains('@')).map(|row| row.comment.id).collect();
        let mentions = comment::mentions(db, &calling).await?;
        let handles = mentions.into_iter().map(|Mention { comment_id, handle_key, handle }| ((comment_id, handle_key), handle)).collect();
        Ok(Self { ctx, handles })
    }

    /// As everybody sees it: what isn't living is only a place.
    pub(crate) fn public(&self, row: StoredComment) -> CommentView {
        if row.comment.is_living() && row.author.is_some() { self.whole(row) } else { tombstone(&row.comment) }
    }

    /// With all that it says, whatever its state.
    pub(crate) fn whole(&self, row: StoredComment) -> CommentView {
        let id = row.comment.id;
        let html = markup::render(&row.comment.body, |key| self.handles.get(&(id, key.to_owned())).cloned());
        let next = before_first_reply(&row.comment);
        CommentView::new(row.comment, row.author, self.ctx.links.avatars(), html, next)
    }
}

/// Only its place.
pub(crate) fn tombstone(comment: &Comment) -> CommentView {
    CommentView::tombstone(comment, before_first_reply(comment))
}
