//! Deciding on comments: approval, pins, hearts, what was said before, complaints.

use crate::show::Shower;
use crate::threads::seen_video;
use crate::writing::locked;
use crate::{Ctx, Error, Result, telling};
use domain::access::{self, Actor};
use domain::comment::{Comment, CommentState, EarlierBody, HeldComment};
use domain::id::{CommentId, ReportId, VideoId};
use domain::page::{Cursor, Page, PageRequest};
use domain::report::{CreateReport, Report, ReportTarget};
use domain::video::Video;
use persistence::comment::{self, Sort};
use persistence::{WriteTx, report};

/// Comments that wait for a decision of the actor, earliest first: those under one video, or all that he may
/// decide on.
///
/// # Errors
/// [`Error::Unseen`], [`Error::Forbidden`] if another decides there, [`Error::Cursor`]. At most three queries.
pub async fn held(ctx: &Ctx, actor: &Actor, under: Option<VideoId>, limit: u64, cursor: Option<String>) -> Result<Page<HeldComment>> {
    if let Some(id) = under {
        let video = seen_video(&ctx.db, actor, id).await?;
        if !access::may_moderate_comments(video.owner_id, actor) {
            return Err(Error::Forbidden);
        }
    }
    let identity = ("held comments", under, actor.user_id);
    let after = cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let owner = (under.is_none() && !actor.moderates()).then_some(actor.user_id);
    let rows = comment::held(&ctx.db, under, owner, PageRequest { limit, after }).await?;
    let shower = Shower::of(ctx, &ctx.db, rows.iter().map(|(row, _)| &row.stored)).await?;
    let cursor = |(row, _): &(comment::Thread, String)| Sort::Oldest.cursor(row).encode(&identity);
    let view = |(row, video_title): (comment::Thread, String)| HeldComment { comment: shower.whole(row.stored), video_title };
    Ok(Page::from_rows(rows, limit, cursor, view))
}

/// Lets everybody read a comment; twice is once.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn approve(ctx: &Ctx, actor: &Actor, id: CommentId) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    let (video, before) = decided(&tx, actor, id).await?;
    if before.is_living() {
        return Ok(());
    }
    let mut comment = before.clone();
    comment.approve(ctx.clock.now());
    comment::save(&tx, &before, &comment).await?;
    // Who was told of it once is not told again of another wording.
    if before.edited_at.is_none() && before.state == CommentState::Held {
        let parent = match comment.parent_id {
            Some(parent) => comment::find(&tx, parent).await?.map(|row| row.comment),
            None => None,
        };
        let people = comment::mentioned(&tx, id).await?;
        telling::approved(ctx, &tx, parent.as_ref(), &comment, &people).await?;
    }
    tx.commit().await?;
    ctx.live.ring(video.id);
    Ok(())
}

/// Hides a comment from all but its author and those who decide; twice is once. While there are replies to it,
/// its place stays in the lists.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn reject(ctx: &Ctx, actor: &Actor, id: CommentId) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    let (_, before) = decided(&tx, actor, id).await?;
    if before.state != CommentState::Rejected {
        let mut comment = before.clone();
        comment.reject();
        comment::save(&tx, &before, &comment).await?;
    }
    Ok(tx.commit().await?)
}

/// Puts a comment above all others of its video, in place of the one that stands there, or takes it down.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]: only the video's owner may; [`Error::NotTopLevel`], [`Error::NotLiving`].
pub async fn pin(ctx: &Ctx, actor: &Actor, id: CommentId, pinned: bool) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    let before = owners(&tx, actor, id).await?;
    if pinned == before.pinned_at.is_some() {
        return Ok(());
    }
    if pinned && before.parent_id.is_some() {
        return Err(Error::NotTopLevel);
    }
    if pinned && !before.is_living() {
        return Err(Error::NotLiving);
    }
    comment::unpin_all(&tx, before.video_id).await?;
    let comment = Comment { pinned_at: pinned.then(|| ctx.clock.now()), ..before.clone() };
    comment::save(&tx, &before, &comment).await?;
    Ok(tx.commit().await?)
}

/// Gives a comment the heart of the video's owner, or takes it back.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]: only the video's owner may; [`Error::NotLiving`].
pub async fn heart(ctx: &Ctx, actor: &Actor, id: CommentId, hearted: bool) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    let before = owners(&tx, actor, id).await?;
    if hearted == before.hearted_at.is_some() {
        return Ok(());
    }
    if hearted && !before.is_living() {
        return Err(Error::NotLiving);
    }
    let comment = Comment { hearted_at: hearted.then(|| ctx.clock.now()), ..before.clone() };
    comment::save(&tx, &before, &comment).await?;
    if hearted {
        telling::hearted(ctx, &tx, actor.user_id, &comment).await?;
    }
    Ok(tx.commit().await?)
}

/// What a comment said before, the latest wording first; for moderators.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Cursor`]. Two queries.
pub async fn history(ctx: &Ctx, actor: &Actor, id: CommentId, limit: u64, cursor: Option<String>) -> Result<Page<EarlierBody>> {
    if !actor.moderates() {
        return Err(Error::Forbidden);
    }
    comment::find(&ctx.db, id).await?.ok_or(Error::NotFound)?;
    let identity = ("wordings", id);
    let after = cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let rows = comment::earlier(&ctx.db, id, PageRequest { limit, after }).await?;
    Ok(Page::from_rows(rows, limit, |(id, _)| Cursor { key: 0, id: id.0 }.encode(&identity), |(_, body)| body))
}

/// Complains about a comment; whoever complains twice about the same is heard once.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn complain(ctx: &Ctx, actor: &Actor, id: CommentId, command: &CreateReport) -> Result<()> {
    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    let row = comment::find(&tx, id).await?.filter(|row| row.comment.is_living() && row.author.is_some()).ok_or(Error::NotFound)?;
    seen_video(&tx, actor, row.comment.video_id).await.map_err(crate::threads::hidden)?;
    let complaint = Report::new(ReportId(ctx.ids.uuid(now)), actor.user_id, ReportTarget::Comment(id), command, now);
    report::insert(&tx, &complaint).await?;
    Ok(tx.commit().await?)
}

/// The comment and its video, locked, for whoever decides under that video.
async fn decided(tx: &WriteTx, actor: &Actor, id: CommentId) -> Result<(Video, Comment)> {
    let (video, comment) = locked(tx, actor, id).await?;
    if access::may_moderate_comments(video.owner_id, actor) { Ok((video, comment)) } else { Err(Error::Forbidden) }
}

/// The comment, locked with its video, for the video's owner.
async fn owners(tx: &WriteTx, actor: &Actor, id: CommentId) -> Result<Comment> {
    let (video, comment) = locked(tx, actor, id).await?;
    if video.owner_id == actor.user_id { Ok(comment) } else { Err(Error::Forbidden) }
}
