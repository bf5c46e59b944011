//! What is looked for from time to time: uploads whose time is over, files without rows, videos
//! whose time in the bin is over, and work that has no job although it should.

use crate::{Ctx, Result, erasure, purge, queue, uploads};
use domain::idempotency::KEPT;
use media::plan::TranscodePlan;
use persistence::transcode::{self, Generation, GenerationState};
use persistence::{idempotency, job, upload, video};
use std::collections::HashSet;
use std::time::Duration;
use tracing::{info, warn};

/// Rows that one round takes of each kind, so that a round is short.
const BATCH: u64 = 100;
/// A staged file younger than this may belong to a row that is just being written.
const YOUNG: Duration = Duration::from_mins(10);

/// One round over the staged files of this server, for the one process on its folder that takes
/// uploads; what fails is logged and left for the next round.
pub async fn files(ctx: &Ctx) {
    tell("expired uploads", expired_uploads(ctx).await);
    tell("stray files", stray_files(ctx).await);
}

/// One round over the rows; what fails is logged and left for the next round.
pub async fn rows(ctx: &Ctx) {
    tell("the bin", bin(ctx).await);
    tell("deleted accounts", erasure::sweep(ctx).await);
    tell("work without jobs", lost_work(ctx).await);
    tell("idempotency keys", old_keys(ctx).await);
}

fn tell(what: &str, done: Result<usize>) {
    match done {
        Ok(0) => {}
        Ok(count) => info!(what, count, "swept"),
        Err(e) => warn!(what, error = %e, "can't sweep"),
    }
}

async fn expired_uploads(ctx: &Ctx) -> Result<usize> {
    let expired = upload::expired(&ctx.db, &ctx.node, ctx.clock.now(), BATCH).await?;
    let mut count = 0;
    for upload in &expired {
        if uploads::expire(ctx, &upload.id).await? {
            count += 1;
        }
    }
    Ok(count)
}

async fn stray_files(ctx: &Ctx) -> Result<usize> {
    let before = ctx.clock.now().minus(YOUNG);
    let ids: Vec<_> = ctx.staging.entries().await?.into_iter().filter(|f| f.modified < before).map(|f| f.id).collect();
    let mut count = 0;
    for listed in ids.chunks(1000) {
        let known: HashSet<_> = upload::known(&ctx.db, listed).await?.into_iter().collect();
        for stray in listed.iter().filter(|id| !known.contains(id)) {
            ctx.staging.discard(stray).await?;
            count += 1;
        }
    }
    Ok(count)
}

async fn bin(ctx: &Ctx) -> Result<usize> {
    let before = ctx.clock.now().minus(ctx.retention.bin());
    let ids = video::deleted_before(&ctx.db, before, BATCH).await?;
    for id in &ids {
        let tx = ctx.db.begin_write().await?;
        // Its owner may have taken it back since the list was read.
        let deleted_at = video::find_for_update(&tx, *id).await?.and_then(|v| v.deleted_at);
        if deleted_at.is_none_or(|at| at >= before) {
            continue;
        }
        purge::video(ctx, &tx, *id).await?;
        tx.commit().await?;
    }
    Ok(ids.len())
}

/// Queues again what the rows say is to be done. Jobs are queued together with their rows, so
/// this finds what rested while its video was in the bin, and jobs that somebody took away by hand.
async fn lost_work(ctx: &Ctx) -> Result<usize> {
    let mut found = 0;
    for generation in transcode::unfinished(&ctx.db).await? {
        if job::live_keys(&ctx.db, &queue::generation_prefix(generation.id)).await?.is_empty() {
            requeue(ctx, &generation).await?;
            found += 1;
        }
    }
    for upload in upload::waiting(&ctx.db, &ctx.node).await? {
        let tx = ctx.db.begin_write().await?;
        queue::ingest(ctx, &tx, upload.owner_id, &upload.id).await?;
        tx.commit().await?;
    }
    Ok(found)
}

async fn requeue(ctx: &Ctx, generation: &Generation) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    let Some(video) = video::find_for_update(&tx, generation.video_id).await? else { return Ok(()) };
    if generation.state == GenerationState::Inspecting {
        queue::inspect(ctx, &tx, video.owner_id, generation.id).await?;
        return Ok(tx.commit().await?);
    }
    let plan: TranscodePlan = crate::manifest::read("plan", generation.plan.as_deref())?;
    let open = transcode::open_tasks(&tx, generation.id).await?;
    if open.is_empty() {
        queue::finish(ctx, &tx, video.owner_id, generation.id).await?;
    }
    for number in open.into_iter().filter_map(|n| usize::try_from(n).ok()) {
        if number < plan.tasks.len() {
            queue::encode(ctx, &tx, video.owner_id, generation.id, number, &plan.tasks).await?;
        } else {
            queue::pictures(ctx, &tx, video.owner_id, generation.id, number).await?;
        }
    }
    tx.commit().await?;
    ctx.doorbell.ring();
    Ok(())
}

async fn old_keys(ctx: &Ctx) -> Result<usize> {
    let tx = ctx.db.begin_write().await?;
    let count = idempotency::forget(&tx, ctx.clock.now().minus(KEPT)).await?;
    tx.commit().await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}
