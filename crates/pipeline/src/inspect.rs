//! Looking at a source: it is refused with a reason, or a plan is made and its tasks are queued.

use crate::failure::{self, Reason};
use crate::work::{MediaWork, Outcome};
use crate::{Ctx, Result, ingest, manifest, queue, word};
use domain::chapter::{self, ChapterSource};
use domain::id::GenerationId;
use domain::video::{Failure, MediaFacts, MediaKind};
use media::input::Input;
use media::inspect::{InspectError, RejectReason, SourceReport};
use media::plan::TranscodePlan;
use media::storage::Key;
use persistence::transcode::{self, Generation, GenerationState};
use persistence::{WriteTx, video};
use tokio_util::sync::CancellationToken;

pub(crate) async fn run(ctx: &Ctx, work: &MediaWork, id: GenerationId, stop: &CancellationToken) -> Result<Outcome> {
    let Some(generation) = transcode::find_live(&ctx.db, id, GenerationState::Inspecting).await? else { return Ok(Outcome::Done) };
    let key = Key::parse(&generation.source_key)?;
    match ctx.store.head(&key).await? {
        Some(found) if found.bytes > 0 => {}
        Some(_) => {
            reject(ctx, &generation, RejectReason::EmptyFile, "the file has no bytes".to_owned()).await?;
            return Ok(Outcome::Done);
        }
        None => {
            failure::fail(ctx, id, Reason::SourceMissing).await?;
            return Ok(Outcome::Done);
        }
    }
    match look(ctx, work, &key, stop).await? {
        Ok(report) => {
            let plan = media::plan::plan(&report, &work.ladder);
            begin_encoding(ctx, generation, &report, &plan).await?;
            Ok(Outcome::Done)
        }
        Err(InspectError::Rejected { reason, detail }) => {
            reject(ctx, &generation, reason, detail).await?;
            Ok(Outcome::Done)
        }
        Err(_) if stop.is_cancelled() => Ok(Outcome::Stopped),
        Err(InspectError::BrokenClock) => {
            let detail = "the times of the file restart, and no order can be found in them".to_owned();
            reject(ctx, &generation, RejectReason::Corrupt, detail).await?;
            Ok(Outcome::Done)
        }
        Err(InspectError::Run(run)) if !run.is_passing() => Ok(Outcome::Reproducible(run.fingerprint())),
        Err(e) => Ok(Outcome::Passing(e.to_string())),
    }
}

/// Inspects the source. One with a broken clock is replaced by its copy with one clock, from which everything is made then.
async fn look(ctx: &Ctx, work: &MediaWork, key: &Key, stop: &CancellationToken) -> Result<std::result::Result<SourceReport, InspectError>> {
    let (tools, source) = (work.tools.urgent(), ctx.store.input(key).await?);
    let result = media::inspect::inspect(&tools, &work.inspect, &source, stop).await;
    if !matches!(result, Err(InspectError::BrokenClock)) {
        return Ok(result);
    }
    let copy = match media::inspect::with_one_clock(&work.tools, &source, stop).await {
        Ok(copy) => copy,
        Err(error) => return Ok(Err(error)),
    };
    let copied = media::inspect::inspect(&tools, &work.inspect, &Input::File(copy.path()), stop).await;
    if copied.is_ok() {
        ctx.store.adopt_file(key, &copy.path()).await?;
    }
    Ok(copied.map(SourceReport::with_one_clock))
}

async fn begin_encoding(ctx: &Ctx, mut generation: Generation, report: &SourceReport, plan: &TranscodePlan) -> Result<()> {
    let now = ctx.clock.now();
    generation.state = GenerationState::Encoding;
    generation.report = Some(manifest::write(report));
    generation.plan = Some(manifest::write(plan));
    let tx = ctx.db.begin_write().await?;
    let Some(mut video) = video::find_for_update(&tx, generation.video_id).await? else { return Ok(()) };
    if !transcode::is_still(&tx, generation.id, GenerationState::Inspecting).await? {
        return Ok(());
    }
    transcode::save(&tx, &generation).await?;
    video.inspected(generation.id, facts(report, plan), now);
    video::save(&tx, &video).await?;
    persistence::chapter::replace(&tx, video.id, ChapterSource::Container, &chapters_of(report)).await?;
    queue_tasks(ctx, &tx, &generation, video.owner_id, plan).await?;
    tx.commit().await?;
    ctx.doorbell.ring();
    Ok(())
}

fn chapters_of(report: &SourceReport) -> Vec<chapter::Chapter> {
    let millis = |micros: u64| i64::try_from(micros / 1000).unwrap_or(i64::MAX);
    chapter::of_container(report.chapters.iter().map(|mark| (millis(mark.start_us), mark.title.clone())))
}

/// Queues every task of the plan, and the pictures as one more.
async fn queue_tasks(ctx: &Ctx, tx: &WriteTx, generation: &Generation, owner: domain::id::UserId, plan: &TranscodePlan) -> Result<()> {
    let pictures = plan.tasks.len();
    transcode::insert_tasks(tx, generation.id, i32::try_from(pictures).unwrap_or(i32::MAX).saturating_add(1)).await?;
    for number in 0..pictures {
        queue::encode(ctx, tx, owner, generation.id, number, &plan.tasks).await?;
    }
    Ok(queue::pictures(ctx, tx, owner, generation.id, pictures).await?)
}

/// What the owner's file turned out to be.
pub(crate) fn facts(report: &SourceReport, plan: &TranscodePlan) -> MediaFacts {
    let size = report.video.as_ref().filter(|_| plan.video.is_some());
    let pixels = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    MediaFacts {
        kind: if plan.video.is_some() { MediaKind::Video } else { MediaKind::Audio },
        duration_ms: i64::try_from(plan.timeline.duration_us() / 1000).unwrap_or(i64::MAX),
        width: size.map(|v| pixels(v.width)),
        height: size.map(|v| pixels(v.height)),
    }
}

/// The source can't become a video: the owner is told why, and the file is not kept.
async fn reject(ctx: &Ctx, generation: &Generation, reason: RejectReason, detail: String) -> Result<()> {
    let failure = Failure { code: reason.code().to_owned(), detail };
    let tx = ctx.db.begin_write().await?;
    let video = video::find_for_update(&tx, generation.video_id).await?;
    if !transcode::is_still(&tx, generation.id, GenerationState::Inspecting).await? {
        return Ok(());
    }
    if let Some(mut video) = video {
        video.failed(Some(generation.id), failure, ctx.clock.now());
        video::save(&tx, &video).await?;
        word::failed(ctx, &tx, &video).await?;
    }
    ingest::discard(ctx, &tx, generation).await?;
    tx.commit().await?;
    ctx.doorbell.ring();
    Ok(())
}

#[cfg(test)]
mod tests;
