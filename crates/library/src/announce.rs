//! Telling followers of a new video: a job, so that whoever publishes does not wait for all of them.
//!
//! It is queued in the transaction in which a video is first listed (`persistence::video`), and tells a batch of
//! followers in each transaction of its own. One that is begun again goes on with those who were not told.

use crate::Ctx;
use async_trait::async_trait;
use domain::id::{NotificationId, UserId, VideoId};
use domain::notification::{Notification, NotificationKind};
use jobs::{Failure, Handler, Worker};
use persistence::job::Job;
use persistence::video::{self, ANNOUNCE};
use persistence::{follow, notification};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Followers that are told in one transaction.
const BATCH: u64 = 500;

/// Lets a worker tell followers of new videos.
#[must_use]
pub fn handlers(worker: Worker, ctx: &Ctx) -> Worker {
    worker.with(ANNOUNCE, Arc::new(Announcer { ctx: ctx.clone() }))
}

struct Announcer {
    ctx: Ctx,
}

#[async_trait]
impl Handler for Announcer {
    async fn run(&self, job: &Job, stop: CancellationToken) -> Result<(), Failure> {
        let Ok(id) = job.payload.parse() else { return Err(Failure::Final("the job names no video".to_owned())) };
        let mut told = None;
        while let Some(last) = tell(&self.ctx, id, told).await? {
            if stop.is_cancelled() {
                return Err(Failure::Stopped);
            }
            told = Some(last);
        }
        Ok(())
    }

    async fn gave_up(&self, job: &Job, error: &str) {
        tracing::error!(job = %job.key, error, "some followers were not told of a video");
    }
}

/// Tells the next batch of followers of a video, if it is still listed; gives the last of them.
///
/// # Errors
/// If the database fails.
pub async fn tell(ctx: &Ctx, id: VideoId, after: Option<UserId>) -> Result<Option<UserId>, persistence::Error> {
    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    let Some(stored) = video::find_summary(&tx, id).await?.filter(|stored| stored.video.is_listed()) else { return Ok(None) };
    let followers = follow::not_told(&tx, stored.author.id, id, after, BATCH).await?;
    let word = |user: &UserId| {
        let id = NotificationId(ctx.ids.uuid(now));
        Notification::new(id, *user, NotificationKind::NewVideo, now).by(stored.author.id).on(stored.video.id)
    };
    let words: Vec<Notification> = followers.iter().map(word).collect();
    notification::notify(&tx, &words).await?;
    tx.commit().await?;
    Ok(followers.last().copied())
}
