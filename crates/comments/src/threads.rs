//! Reading comments: the list of a video, the replies to a comment, one comment.

use crate::show::{Shower, replies_of, tombstone};
use crate::{Ctx, Error, Result};
use domain::access::{self, Actor, Unseen, Viewer};
use domain::comment::{CommentView, MyComments, MyReaction};
use domain::id::{CommentId, VideoId};
use domain::page::{Cursor, Page, PageRequest};
use domain::video::{Video, VideoState, Visibility};
use persistence::comment::{self, Sort, StoredComment, Thread, reaction};
use persistence::{Read, video};
use std::collections::HashMap;

/// Replies that a list tells of each comment.
const FIRST_REPLIES: u64 = 3;

/// A page of comments as the client asks for it.
#[derive(Clone, Debug)]
pub struct ListComments {
    /// The order.
    pub sort: Sort,
    /// The most rows.
    pub limit: u64,
    /// The cursor of the page before.
    pub cursor: Option<String>,
}

/// Something with what decides who may keep it: the standing of the video that it is under.
#[derive(Clone, Debug)]
pub struct Under<T> {
    /// The thing.
    pub view: T,
    /// Who can see the video.
    pub visibility: Visibility,
    /// How far the video is.
    pub state: VideoState,
}

/// Comments under a video itself, each with the first replies to it. The pinned one stands above the others on
/// the first page. The same for whoever may see the video.
///
/// # Errors
/// [`Error::Unseen`], [`Error::Cursor`]. At most five queries, however many comments there are.
pub async fn list(ctx: &Ctx, viewer: impl Into<Viewer>, id: VideoId, request: ListComments) -> Result<Under<Page<CommentView>>> {
    let video = seen_video(&ctx.db, viewer, id).await?;
    let identity = ("comments", id, request.sort);
    let after = request.cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let pinned = if after.is_none() { comment::pinned(&ctx.db, id).await? } else { None };
    let page = PageRequest { limit: request.limit, after };
    let rows = comment::top_level(&ctx.db, id, request.sort, page).await?;
    let cursor = |row: &Thread| request.sort.cursor(row).encode(&identity);
    let mut page = Page::from_rows(rows, page.limit, cursor, |row| row.stored);
    page.items.splice(0..0, pinned.map(|row| row.stored));
    let items = with_replies(ctx, page.items).await?;
    Ok(Under::new(Page { items, next_cursor: page.next_cursor }, &video))
}

async fn with_replies(ctx: &Ctx, tops: Vec<StoredComment>) -> Result<Vec<CommentView>> {
    let parents: Vec<CommentId> = tops.iter().filter(|row| row.comment.counts.replies > 0).map(|row| row.comment.id).collect();
    let replies: Vec<StoredComment> =
        comment::first_replies(&ctx.db, &parents, FIRST_REPLIES).await?.into_iter().map(|row| row.stored).collect();
    let shower = Shower::of(ctx, &ctx.db, tops.iter().chain(&replies)).await?;
    let mut of: HashMap<CommentId, Vec<StoredComment>> = HashMap::new();
    for reply in replies {
        of.entry(reply.comment.parent_id.unwrap_or(reply.comment.id)).or_default().push(reply);
    }
    let with = |top: StoredComment| {
        let id = top.comment.id;
        let mut view = shower.public(top);
        if let Some(replies) = of.remove(&id) {
            view.replies = Page::from_rows(replies, FIRST_REPLIES, |row| after_reply(id, row), |row| shower.public(row));
        }
        view
    };
    Ok(tops.into_iter().map(with).collect())
}

fn after_reply(parent: CommentId, row: &StoredComment) -> String {
    Cursor { key: 0, id: row.comment.id.0 }.encode(&replies_of(parent))
}

/// Replies to a comment, earliest first.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unseen`] without the password, [`Error::Cursor`]. At most four queries.
pub async fn replies(
    ctx: &Ctx,
    viewer: impl Into<Viewer>,
    id: CommentId,
    limit: u64,
    cursor: Option<String>,
) -> Result<Under<Page<CommentView>>> {
    let parent = comment::find(&ctx.db, id).await?.filter(|row| row.comment.is_listed()).ok_or(Error::NotFound)?;
    let video = seen_video(&ctx.db, viewer, parent.comment.video_id).await.map_err(hidden)?;
    let after = cursor.map(|c| Cursor::decode(&c, &replies_of(id))).transpose()?;
    let rows = comment::replies(&ctx.db, id, PageRequest { limit, after }).await?;
    let shower = Shower::of(ctx, &ctx.db, rows.iter().map(|row| &row.stored)).await?;
    let page = Page::from_rows(rows, limit, |row| after_reply(id, &row.stored), |row| shower.public(row.stored));
    Ok(Under::new(page, &video))
}

/// One comment with its version. What waits for approval or was rejected is there for its author and those
/// who decide.
///
/// # Errors
/// [`Error::NotFound`]. At most three queries.
pub async fn get(ctx: &Ctx, viewer: impl Into<Viewer>, id: CommentId) -> Result<(Under<CommentView>, i64)> {
    let viewer = viewer.into();
    let row = comment::find(&ctx.db, id).await?.ok_or(Error::NotFound)?;
    let video = seen_video(&ctx.db, viewer, row.comment.video_id).await.map_err(hidden)?;
    let version = row.comment.version;
    let readable = row.author.is_some() && access::may_read_comment(&row.comment, video.owner_id, viewer.actor());
    if !readable && !row.comment.is_listed() {
        return Err(Error::NotFound);
    }
    let shared = row.comment.is_living() || !readable;
    let shower = Shower::of(ctx, &ctx.db, std::iter::once(&row)).await?;
    let view = if readable { shower.whole(row) } else { tombstone(&row.comment) };
    let mut under = Under::new(view, &video);
    if !shared {
        under.visibility = Visibility::Private;
    }
    Ok((under, version))
}

/// What the actor wrote and has not deleted, latest first, whatever its state.
///
/// # Errors
/// [`Error::Cursor`]. At most two queries.
pub async fn mine(ctx: &Ctx, actor: &Actor, limit: u64, cursor: Option<String>) -> Result<Page<CommentView>> {
    let identity = ("my comments", actor.user_id);
    let after = cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let rows = comment::mine(&ctx.db, actor.user_id, PageRequest { limit, after }).await?;
    let shower = Shower::of(ctx, &ctx.db, rows.iter().map(|row| &row.stored)).await?;
    let cursor = |row: &Thread| Sort::Newest.cursor(row).encode(&identity);
    Ok(Page::from_rows(rows, limit, cursor, |row| shower.whole(row.stored)))
}

/// What the comments of a video are to the actor, with his votes on those that he names.
///
/// # Errors
/// [`Error::Unseen`]. At most three queries.
pub async fn viewer_state(ctx: &Ctx, actor: &Actor, id: VideoId, comments: &[CommentId]) -> Result<MyComments> {
    let video = seen_video(&ctx.db, actor, id).await?;
    let closed = video.metadata.comments == domain::comment::CommentsMode::Closed;
    let blocked = persistence::block::any(&ctx.db, &[video.owner_id], actor.user_id).await?;
    let votes = reaction::of(&ctx.db, actor.user_id, comments).await?;
    Ok(MyComments {
        may_comment: !closed && !blocked,
        may_moderate: access::may_moderate_comments(video.owner_id, actor),
        reactions: votes.into_iter().map(|(comment_id, value)| MyReaction { comment_id, value }).collect(),
    })
}

impl<T> Under<T> {
    fn new(view: T, video: &Video) -> Self {
        Self { view, visibility: video.metadata.visibility, state: video.state }
    }
}

/// Whether the viewer may hear of new comments under the video.
///
/// # Errors
/// [`Error::Unseen`]. One query.
pub async fn may_listen(ctx: &Ctx, viewer: impl Into<Viewer>, id: VideoId) -> Result<()> {
    seen_video(&ctx.db, viewer, id).await.map(drop)
}

/// The video, if the viewer may see it. One query.
pub(crate) async fn seen_video(db: &impl Read, viewer: impl Into<Viewer>, id: VideoId) -> Result<Video> {
    let stored = video::find_summary(db, id).await?.ok_or(Unseen::Hidden)?;
    access::see(&stored.video, viewer)?;
    Ok(stored.video)
}

/// A comment under a video that the viewer must not know of is not there.
pub(crate) fn hidden(error: Error) -> Error {
    if matches!(error, Error::Unseen(Unseen::Hidden)) { Error::NotFound } else { error }
}
