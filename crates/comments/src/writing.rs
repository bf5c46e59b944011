//! Writing, changing and deleting comments.

use crate::markup::{self, Reading};
use crate::threads::{self, hidden, seen_video};
use crate::{Ctx, Error, Result, telling};
use domain::Rule;
use domain::access::{self, Actor};
use domain::comment::{Comment, CommentView, CommentsMode, CreateComment, EditComment, Place};
use domain::id::{CommentEditId, CommentId, UserId};
use domain::idempotency::IdempotencyKey;
use domain::video::Video;
use persistence::{WriteTx, block, comment, idempotency, video};

/// Writes a comment, or gives the one that was written under the same key before.
///
/// # Errors
/// [`Error::Unseen`], [`Error::Closed`], [`Error::Blocked`]; for replies [`Error::NotFound`],
/// [`Error::NotLiving`], [`Error::TooDeep`]; [`Error::Invalid`], [`Error::KeyReused`].
pub async fn create(ctx: &Ctx, actor: &Actor, key: Option<&IdempotencyKey>, command: &CreateComment) -> Result<CommentView> {
    check_length(ctx, &command.body)?;
    let reading = markup::read(&command.body);
    let now = ctx.clock.now();
    let id = CommentId(ctx.ids.uuid(now));
    let tx = ctx.db.begin_write().await?;
    if let Some(key) = key
        && let Some(earlier) = idempotency::claim(&tx, actor.user_id, key, id.0, now).await?
    {
        drop(tx);
        let same = earlier.fingerprint == key.fingerprint();
        return if same { read(ctx, actor, CommentId(earlier.made)).await } else { Err(Error::KeyReused) };
    }
    // From here on nothing else is written or deleted under this video.
    video::lock(&tx, command.video_id).await?;
    let video = seen_video(&tx, actor, command.video_id).await?;
    if video.metadata.comments == CommentsMode::Closed {
        return Err(Error::Closed);
    }
    let parent = parent_of(ctx, &tx, command).await?;
    let people = called(&tx, actor, &video, parent.as_ref(), &reading).await?;
    let place = Place { video_id: video.id, author_id: actor.user_id, parent: parent.as_ref().map(|parent| (parent.id, parent.depth)) };
    let held = is_held(ctx, actor, &video, &reading);
    let comment = Comment::new(id, place, &command.body, held, now);
    comment::insert(&tx, &comment).await?;
    comment::write_mentions(&tx, id, &people).await?;
    telling::written(ctx, &tx, &video, parent.as_ref(), &comment, &people).await?;
    tx.commit().await?;
    ctx.live.ring(video.id);
    read(ctx, actor, id).await
}

/// Changes what a comment says; moderators can read what it said before. `seen` are the versions that the
/// client read, one of which must be the current one, if it cares.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Stale`], [`Error::Blocked`], [`Error::Invalid`].
pub async fn edit(ctx: &Ctx, actor: &Actor, id: CommentId, seen: Option<&[i64]>, command: &EditComment) -> Result<(CommentView, i64)> {
    check_length(ctx, &command.body)?;
    let reading = markup::read(&command.body);
    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    let (video, before) = locked(&tx, actor, id).await?;
    if before.author_id != Some(actor.user_id) {
        return Err(Error::Forbidden);
    }
    if seen.is_some_and(|versions| !versions.contains(&before.version)) {
        return Err(Error::Stale);
    }
    let mut comment = before.clone();
    comment.edit(&command.body, is_held(ctx, actor, &video, &reading), now);
    if comment.body == before.body {
        drop(tx);
    } else {
        let people = called(&tx, actor, &video, None, &reading).await?;
        comment::keep_body(&tx, CommentEditId(ctx.ids.uuid(now)), id, &before.body, now).await?;
        comment::forget_mentions(&tx, id).await?;
        comment::write_mentions(&tx, id, &people).await?;
        comment::save(&tx, &before, &comment).await?;
        tx.commit().await?;
    }
    let (under, version) = threads::get(ctx, actor, id).await?;
    Ok((under.view, version))
}

/// Deletes a comment: its author, the video's owner and moderators may. While there are replies to it, its
/// place is kept without a word of what it said.
///
/// # Errors
/// [`Error::NotFound`] also for one that is deleted already, [`Error::Forbidden`], [`Error::Stale`].
pub async fn delete(ctx: &Ctx, actor: &Actor, id: CommentId, seen: Option<&[i64]>) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    let (video, comment) = locked(&tx, actor, id).await?;
    if !access::may_delete_comment(&comment, video.owner_id, actor) {
        return Err(Error::Forbidden);
    }
    if seen.is_some_and(|versions| !versions.contains(&comment.version)) {
        return Err(Error::Stale);
    }
    comment::remove(&tx, &comment, ctx.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// The comment and its video, both locked, if the actor may read it. The video is locked first, whatever is done.
pub(crate) async fn locked(tx: &WriteTx, actor: &Actor, id: CommentId) -> Result<(Video, Comment)> {
    let stored = comment::find(tx, id).await?.ok_or(Error::NotFound)?;
    video::lock(tx, stored.comment.video_id).await?;
    let video = seen_video(tx, Some(actor), stored.comment.video_id).await.map_err(hidden)?;
    // Somebody may have deleted it while we waited.
    let comment = comment::find_for_update(tx, id).await?.ok_or(Error::NotFound)?;
    if access::may_read_comment(&comment, video.owner_id, Some(actor)) { Ok((video, comment)) } else { Err(Error::NotFound) }
}

async fn read(ctx: &Ctx, actor: &Actor, id: CommentId) -> Result<CommentView> {
    Ok(threads::get(ctx, actor, id).await?.0.view)
}

fn check_length(ctx: &Ctx, body: &str) -> Result<()> {
    let max = ctx.settings.max_length;
    if domain::text::normal(body).chars().count() <= max {
        return Ok(());
    }
    Err(Error::Invalid(vec![Rule::max_characters(max).at("/body")]))
}

/// The comment that a new one is to reply to.
async fn parent_of(ctx: &Ctx, tx: &WriteTx, command: &CreateComment) -> Result<Option<Comment>> {
    let Some(id) = command.parent_id else { return Ok(None) };
    let parent = comment::find(tx, id).await?.filter(|row| row.comment.video_id == command.video_id).ok_or(Error::NotFound)?;
    living(&parent)?;
    if parent.comment.depth < ctx.settings.depth {
        return Ok(Some(parent.comment));
    }
    let above = parent.comment.parent_id.filter(|_| command.flatten).ok_or(Error::TooDeep)?;
    let above = comment::find(tx, above).await?.ok_or(Error::NotFound)?;
    if above.comment.depth < ctx.settings.depth { Ok(Some(above.comment)) } else { Err(Error::TooDeep) }
}

/// What is held is hidden from most, what was deleted is only a place.
fn living(row: &comment::StoredComment) -> Result<()> {
    if row.comment.is_living() && row.author.is_some() {
        Ok(())
    } else if row.comment.is_listed() {
        Err(Error::NotLiving)
    } else {
        Err(Error::NotFound)
    }
}

/// Whom the comment mentions, if nobody whom it speaks to blocks its author.
async fn called(tx: &WriteTx, actor: &Actor, video: &Video, parent: Option<&Comment>, reading: &Reading) -> Result<Vec<(String, UserId)>> {
    let keys: Vec<String> = reading.mentions.iter().cloned().collect();
    let people = comment::resolve(tx, &keys).await?;
    let mut spoken_to = vec![video.owner_id];
    spoken_to.extend(parent.and_then(|parent| parent.author_id));
    spoken_to.extend(people.iter().map(|(_, id)| *id));
    if block::any(tx, &spoken_to, actor.user_id).await? {
        return Err(Error::Blocked);
    }
    Ok(people)
}

/// Whether somebody must read it before everybody does.
fn is_held(ctx: &Ctx, actor: &Actor, video: &Video, reading: &Reading) -> bool {
    if access::may_moderate_comments(video.owner_id, actor) {
        return false;
    }
    let approval = video.metadata.comments == CommentsMode::Approval;
    // Also for another wording: else an approved comment could say anything afterwards.
    approval || reading.links > ctx.settings.max_links || reading.says_any(&ctx.settings.held_words)
}
