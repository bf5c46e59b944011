//! Complaints about videos, and what moderators do about them.

use crate::videos::{self, Found};
use crate::{Ctx, Error, Moderator, Result};
use domain::access::{Actor, Unseen};
use domain::audit::Target;
use domain::id::{NotificationId, ReportId, VideoId};
use domain::notification::{Notification, NotificationKind};
use domain::page::{Cursor, Page, PageRequest};
use domain::report::{CreateReport, HandleReport, Report, ReportTarget, ReportView};
use domain::video::{TakeDown, Video};
use persistence::report;
pub use persistence::report::Filter;
use persistence::{WriteTx, notification, video};
use serde_json::json;

/// Complains about a video; a second complaint of the same person changes nothing.
///
/// # Errors
/// [`Error::Unseen`].
pub async fn complain(ctx: &Ctx, actor: &Actor, id: VideoId, command: &CreateReport) -> Result<()> {
    videos::visible(&ctx.db, actor, id).await?;
    let now = ctx.clock.now();
    let report = Report::new(ReportId(ctx.ids.uuid(now)), actor.user_id, ReportTarget::Video(id), command, now);
    let tx = ctx.db.begin_write().await?;
    report::insert(&tx, &report).await?;
    Ok(tx.commit().await?)
}

/// A page of complaints as a moderator asks for it.
#[derive(Clone, Debug)]
pub struct ListReports {
    /// The condition.
    pub filter: Filter,
    /// The most rows.
    pub limit: u64,
    /// The cursor of the page before.
    pub cursor: Option<String>,
}

/// Complaints, newest first.
///
/// # Errors
/// [`Error::Cursor`] for a cursor of another list.
pub async fn list(ctx: &Ctx, _: &Moderator, request: ListReports) -> Result<Page<ReportView>> {
    let identity = ("reports", request.filter);
    let after = request.cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let rows = report::list(&ctx.db, request.filter, PageRequest { limit: request.limit, after }).await?;
    let cursor = |view: &ReportView| Cursor { key: 0, id: view.id.0 }.encode(&identity);
    Ok(Page::from_rows(rows, request.limit, cursor, |view| view))
}

/// Says what is to come of a complaint; who looks again may say otherwise.
///
/// # Errors
/// [`Error::ReportNotFound`].
pub async fn handle(ctx: &Ctx, by: &Moderator, id: ReportId, command: &HandleReport) -> Result<ReportView> {
    let tx = ctx.db.begin_write().await?;
    if !report::handle(&tx, id, command, by.0.actor, ctx.clock.now()).await? {
        return Err(Error::ReportNotFound);
    }
    let target = Target { kind: "report", id: id.to_string() };
    by.0.note(ctx, &tx, "report.handled", target, json!({ "state": command.state })).await?;
    let view = report::find(&tx, id).await?.ok_or(Error::ReportNotFound)?;
    tx.commit().await?;
    Ok(view)
}

/// Hides a video from everybody but its owner, who is told, and moderators.
///
/// # Errors
/// [`Error::Unseen`].
pub async fn take_down(ctx: &Ctx, by: &Moderator, id: VideoId, command: &TakeDown) -> Result<Found> {
    let tx = ctx.db.begin_write().await?;
    let mut video = held(&tx, id).await?;
    let now = ctx.clock.now();
    let is_news = video.take_down(command, now);
    video::save(&tx, &video).await?;
    if is_news {
        let word = Notification::new(NotificationId(ctx.ids.uuid(now)), video.owner_id, NotificationKind::Moderation, now).on(id);
        notification::notify(&tx, &[word]).await?;
    }
    // Not the reason: the log outlives the video and holds no word about a person.
    by.0.note(ctx, &tx, "video.taken-down", target(id), json!({})).await?;
    tx.commit().await?;
    videos::read(ctx, id).await
}

/// Gives a video back to those who could watch it before; doing it twice is doing it once.
///
/// # Errors
/// [`Error::Unseen`].
pub async fn put_back(ctx: &Ctx, by: &Moderator, id: VideoId) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    let mut video = held(&tx, id).await?;
    if video.put_back(ctx.clock.now()) {
        video::save(&tx, &video).await?;
        by.0.note(ctx, &tx, "video.put-back", target(id), json!({})).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn held(tx: &WriteTx, id: VideoId) -> Result<Video> {
    Ok(video::find_for_update(tx, id).await?.filter(|video| video.deleted_at.is_none()).ok_or(Unseen::Hidden)?)
}

fn target(id: VideoId) -> Target {
    Target { kind: "video", id: id.to_string() }
}

#[cfg(test)]
mod tests;
