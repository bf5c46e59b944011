//! Removing what no row names any more.

use crate::{Ctx, Result, queue};
use domain::id::VideoId;
use media::storage::{Key, Prefix, Purge};
use persistence::{WriteTx, job, transcode, video};

/// Removes a folder (its name ends in a slash) or one object.
pub(crate) async fn run(ctx: &Ctx, job: &Purge) -> Result<()> {
    if job.prefix.ends_with('/') {
        ctx.store.delete_prefix(&Prefix::parse(&job.prefix)?).await?;
    } else {
        ctx.store.delete(&Key::parse(&job.prefix)?).await?;
    }
    Ok(())
}

/// Takes a video with its jobs out of the rows, and its objects out of the store a while later: a worker
/// may still be writing there.
pub(crate) async fn video(ctx: &Ctx, tx: &WriteTx, id: VideoId) -> Result<()> {
    for generation in transcode::all_of(tx, id).await? {
        job::cancel(tx, &queue::generation_prefix(generation.id)).await?;
    }
    video::erase(tx, id).await?;
    Ok(queue::purge(ctx, tx, Prefix::video(id).as_str(), ctx.retention.retire()).await?)
}
