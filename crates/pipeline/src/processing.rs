//! How far a file is on its way to playback, for its owner.

use crate::manifest;
use crate::{Ctx, Error, Result, ingest, queue};
use domain::access::{self, Actor, Unseen};
use domain::id::VideoId;
use domain::processing::{ProcessingState, ProcessingView, RenditionProgress, SourceNote, SourceView};
use domain::video::{Video, VideoState};
use media::inspect::SourceReport;
use media::plan::TranscodePlan;
use persistence::transcode::{self, Generation, GenerationState};
use persistence::video;
use std::collections::HashMap;

/// What is known of the file and how far the work on it is. Two or three queries.
///
/// # Errors
/// [`Error::Unseen`] also for people who may not edit the video.
pub async fn view(ctx: &Ctx, actor: &Actor, id: VideoId) -> Result<ProcessingView> {
    let video = owned(ctx, actor, id).await?;
    let generation = transcode::newest(&ctx.db, id).await?;
    let report: Option<SourceReport> = match &generation {
        Some(g) if g.report.is_some() => Some(manifest::read("report", g.report.as_deref())?),
        _ => None,
    };
    let renditions = match &generation {
        Some(g) if g.plan.is_some() => progress(ctx, g).await?,
        _ => Vec::new(),
    };
    let state = state_of(&video, generation.as_ref());
    Ok(ProcessingView {
        state,
        playable: video.playable,
        progress: if state == ProcessingState::Ready { 1.0 } else { mean(&renditions) },
        renditions,
        source: report.map(source_view),
        failure: video.failure,
    })
}

/// Has the source of a failed video tried again.
///
/// # Errors
/// [`Error::NothingToRetry`] unless the last try failed and its source is still here.
pub async fn retry(ctx: &Ctx, actor: &Actor, id: VideoId) -> Result<()> {
    let mut video = owned(ctx, actor, id).await?;
    let tx = ctx.db.begin_write().await?;
    if let Some(locked) = video::find_for_update(&tx, id).await? {
        video = locked;
    }
    let last = transcode::newest(&tx, id).await?.filter(|g| g.state == GenerationState::Failed).ok_or(Error::NothingToRetry)?;
    let generation = ingest::start(ctx, &tx, id, &last.source_key).await?;
    video.begin_processing(ctx.clock.now());
    video::save(&tx, &video).await?;
    queue::inspect(ctx, &tx, video.owner_id, generation).await?;
    tx.commit().await?;
    ctx.doorbell.ring();
    Ok(())
}

async fn owned(ctx: &Ctx, actor: &Actor, id: VideoId) -> Result<Video> {
    let video = video::find(&ctx.db, id).await?.map(|s| s.video);
    Ok(video.filter(|v| access::may_see(v, actor) && access::may_edit(v, actor)).ok_or(Unseen::Hidden)?)
}

fn state_of(video: &Video, generation: Option<&Generation>) -> ProcessingState {
    match generation.map(|g| g.state) {
        Some(GenerationState::Inspecting) => ProcessingState::Inspecting,
        Some(GenerationState::Encoding) => ProcessingState::Encoding,
        Some(GenerationState::Ready) => ProcessingState::Ready,
        Some(GenerationState::Failed) => ProcessingState::Failed,
        None if video.state == VideoState::Failed => ProcessingState::Failed,
        None => ProcessingState::Waiting,
    }
}

async fn progress(ctx: &Ctx, generation: &Generation) -> Result<Vec<RenditionProgress>> {
    let plan: TranscodePlan = manifest::read("plan", generation.plan.as_deref())?;
    let total = plan.timeline.segment_count();
    let counts: HashMap<String, i64> = transcode::segment_counts(&ctx.db, generation.id).await?.into_iter().collect();
    let share = |name: &str| match generation.state {
        GenerationState::Ready => 1.0,
        _ => ratio(counts.get(name).copied().unwrap_or(0), total),
    };
    let pictures = plan.video.iter().flat_map(|v| &v.renditions);
    let pictures =
        pictures.map(|r| RenditionProgress { label: r.label(), width: Some(r.width), height: Some(r.height), progress: share(&r.name) });
    let sound =
        plan.audio.iter().map(|a| RenditionProgress { label: a.label.clone(), width: None, height: None, progress: share(&a.name) });
    Ok(pictures.chain(sound).collect())
}

#[expect(clippy::cast_precision_loss, reason = "numbers of segments are small")]
fn ratio(done: i64, total: u32) -> f64 {
    (done as f64 / f64::from(total.max(1))).min(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "there are few renditions")]
fn mean(renditions: &[RenditionProgress]) -> f64 {
    // Folded from plain zero: the sum of nothing would be the negative one.
    let sum = renditions.iter().fold(0.0, |sum, r| sum + r.progress);
    sum / renditions.len().max(1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "lengths of media are far below 2^52 microseconds")]
fn source_view(report: SourceReport) -> SourceView {
    let duration_seconds = report.duration_us as f64 / 1_000_000.0;
    let video = report.video.as_ref();
    SourceView {
        container: report.container,
        video_codec: video.map(|v| v.codec.clone()),
        audio_codec: report.audio.first().map(|a| a.codec.clone()),
        width: video.map(|v| v.width),
        height: video.map(|v| v.height),
        frame_rate: video.map(|v| v.frame_rate.to_f64()),
        duration_seconds,
        notes: report.notes.into_iter().map(|n| SourceNote { code: n.code, detail: n.detail, remark: n.remark }).collect(),
    }
}
