//! What a person watched and how far: the history, and where to go on.

use crate::{Ctx, Result, summaries};
use domain::access::{self, Actor, Unseen};
use domain::id::VideoId;
use domain::page::{Cursor, Page, PageRequest};
use domain::watch::{
    ContinueItem, HistoryItem, HistoryPage, HistoryState, PauseHistory, ProgressList, ProgressOf, ProgressView, ReportProgress, Watch,
};
use persistence::video::{self, StoredVideo};
use persistence::watch;

/// Remembers how far the actor is, unless he does not want to be remembered. The newest word on a video counts,
/// in whatever order they come. Of a batch, what the actor can't see any more is passed over.
///
/// # Errors
/// [`crate::Error::Unseen`] for a single video that the actor can't see.
pub async fn report(ctx: &Ctx, actor: &Actor, command: ReportProgress) -> Result<()> {
    let single = command.single();
    let reports = single.map(|one| vec![one]).or(command.items).unwrap_or_default();
    let ids: Vec<VideoId> = reports.iter().map(|report| report.video_id).collect();
    let tx = ctx.db.begin_write().await?;
    let mut videos = video::find_summaries(&tx, &ids).await?;
    if single.is_some() {
        access::see(&videos.first().ok_or(Unseen::Hidden)?.video, actor)?;
    }
    videos.retain(|stored| access::may_see(&stored.video, actor));
    if watch::is_paused(&tx, actor.user_id).await? {
        return Ok(());
    }
    let now = ctx.clock.now();
    let of = |id: VideoId| videos.iter().find(|stored| stored.video.id == id).map(|stored| &stored.video);
    let watched: Vec<Watch> = reports
        .iter()
        .filter_map(|report| of(report.video_id).map(|video| Watch::new(report, video.media.map(|m| m.duration_ms), now)))
        .collect();
    watch::record(&tx, actor.user_id, &watched).await?;
    Ok(tx.commit().await?)
}

/// How far the actor watched these videos.
///
/// # Errors
/// If the database fails.
pub async fn progress(ctx: &Ctx, actor: &Actor, videos: &[VideoId]) -> Result<ProgressList> {
    let found = watch::find(&ctx.db, actor.user_id, videos).await?;
    let items = found.iter().map(|watch| ProgressOf { video_id: watch.video_id, progress: watch.into() }).collect();
    Ok(ProgressList { items })
}

/// What the actor watched, the latest first.
///
/// # Errors
/// [`crate::Error::Cursor`] for a cursor of another list.
pub async fn history(ctx: &Ctx, actor: &Actor, limit: u64, cursor: Option<String>) -> Result<HistoryPage> {
    let identity = ("history", actor.user_id);
    let after = cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let rows = watch::history(&ctx.db, actor.user_id, PageRequest { limit, after }).await?;
    let summary = summaries(ctx);
    let item = |(row, watch): (StoredVideo, Watch)| HistoryItem {
        watched_at: watch.watched_at,
        progress: ProgressView::from(&watch),
        video: summary(row),
    };
    let page = Page::from_rows(rows, limit, |row| cursor_of(row).encode(&identity), item);
    Ok(HistoryPage { page, paused: watch::is_paused(&ctx.db, actor.user_id).await? })
}

/// What the actor began and did not watch to its end, the latest first.
///
/// # Errors
/// [`crate::Error::Cursor`] for a cursor of another list.
pub async fn to_continue(ctx: &Ctx, actor: &Actor, limit: u64, cursor: Option<String>) -> Result<Page<ContinueItem>> {
    let identity = ("continue-watching", actor.user_id);
    let after = cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let rows = watch::unfinished(&ctx.db, actor.user_id, PageRequest { limit, after }).await?;
    let summary = summaries(ctx);
    let item = |(row, watch): (StoredVideo, Watch)| ContinueItem { progress: ProgressView::from(&watch), video: summary(row) };
    Ok(Page::from_rows(rows, limit, |row| cursor_of(row).encode(&identity), item))
}

/// Forgets that the actor watched a video, or that he watched anything.
///
/// # Errors
/// If the database fails.
pub async fn forget(ctx: &Ctx, actor: &Actor, video: Option<VideoId>) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    watch::forget(&tx, actor.user_id, video).await?;
    Ok(tx.commit().await?)
}

/// Stops or begins to remember what the actor watches.
///
/// # Errors
/// If the database fails.
pub async fn pause(ctx: &Ctx, actor: &Actor, command: PauseHistory) -> Result<HistoryState> {
    let tx = ctx.db.begin_write().await?;
    watch::pause(&tx, actor.user_id, command.paused).await?;
    tx.commit().await?;
    Ok(HistoryState { paused: command.paused })
}

fn cursor_of((row, watch): &(StoredVideo, Watch)) -> Cursor {
    Cursor { key: watch.watched_at.millis(), id: row.video.id.0 }
}
