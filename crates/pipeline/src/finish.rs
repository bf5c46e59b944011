//! The end of a generation: pictures, then playlists for good, then the switch of the video.

use crate::failure::{self, Reason};
use crate::work::{MediaWork, Outcome};
use crate::{Ctx, Result, ingest, inspect, manifest, queue, word};
use bytes::Bytes;
use domain::Fault;
use domain::id::GenerationId;
use domain::video::Pictures;
use media::inspect::SourceReport;
use media::plan::{EncodeTask, TranscodePlan};
use media::playlist::{self, Growth, RenditionInfo, SegmentInfo};
use media::storage::{Key, Prefix};
use persistence::transcode::{self, Decoded, Generation, GenerationState};
use persistence::video;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// Notes that a task is done and how its source decoded; the last one queues the finish.
pub(crate) async fn task_done(ctx: &Ctx, id: GenerationId, number: usize, decoded: Decoded) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    // Two last tasks at once must not each take the other for unfinished: the lock orders them.
    let Some(generation) = transcode::find_for_update(&tx, id).await? else { return Ok(()) };
    let left = transcode::finish_task(&tx, id, i32::try_from(number).unwrap_or(i32::MAX), decoded).await?;
    if left == 0
        && let Some(stored) = video::find(&tx, generation.video_id).await?
    {
        queue::finish(ctx, &tx, stored.video.owner_id, id).await?;
    }
    tx.commit().await?;
    ctx.doorbell.ring();
    Ok(())
}

/// Makes the poster, the storyboard and the preview. What fails is tried again; if it fails in the same way the film goes
/// without, and its owner may give a poster.
pub(crate) async fn pictures(ctx: &Ctx, work: &MediaWork, id: GenerationId, number: usize, stop: &CancellationToken) -> Result<Outcome> {
    let Some(generation) = transcode::find_live(&ctx.db, id, GenerationState::Encoding).await? else { return Ok(Outcome::Done) };
    let report: SourceReport = manifest::read("report", generation.report.as_deref())?;
    let source = ctx.store.input(&Key::parse(&generation.source_key)?).await?;
    let folder = Prefix::generation(generation.video_id, id);
    let mut made = Pictures::default();
    let poster = media::images::poster(&work.tools, &source, &report, stop).await;
    if let Ok(Some(image)) = &poster {
        ctx.store.put_bytes(&folder.key("poster.jpg")?, image.clone()).await?;
        made.poster = true;
        show(ctx, &generation, made).await?;
    }
    let storyboard = media::images::storyboard(&work.tools, &source, &report, stop).await;
    let preview = media::images::preview(&work.tools, &source, &report, stop).await;
    if stop.is_cancelled() {
        return Ok(Outcome::Stopped);
    }
    if let (Ok(Some(storyboard)), Ok(Some(preview))) = (&storyboard, &preview) {
        let cues = storyboard.vtt("storyboard.jpg");
        ctx.store.put_bytes(&folder.key("storyboard.jpg")?, storyboard.image.clone()).await?;
        ctx.store.put_bytes(&folder.key("storyboard.vtt")?, Bytes::from(cues)).await?;
        ctx.store.put_bytes(&folder.key("preview.webp")?, preview.clone()).await?;
        made.preview = true;
        show(ctx, &generation, made).await?;
    }
    if let Some(e) = poster.err().or(storyboard.err()).or(preview.err()) {
        warn!(generation = %id, error = %e, "a poster, storyboard or preview failed");
        return Ok(Outcome::Reproducible(format!("pictures: {}", e.code())));
    }
    task_done(ctx, id, number, Decoded::default()).await?;
    Ok(Outcome::Done)
}

async fn show(ctx: &Ctx, generation: &Generation, made: Pictures) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    video::set_pictures(&tx, generation.video_id, generation.id, made.poster, made.preview).await?;
    tx.commit().await?;
    take_back_if_erased(ctx, generation).await
}

/// What was just stored for a film that was erased meanwhile goes again: whatever removed the rest may have been
/// here before.
async fn take_back_if_erased(ctx: &Ctx, generation: &Generation) -> Result<()> {
    if transcode::find(&ctx.db, generation.id).await?.is_none() {
        ctx.store.delete_prefix(&Prefix::generation(generation.video_id, generation.id)).await?;
    }
    Ok(())
}

/// Checks that every rendition is whole, writes its playlists, and makes the video ready.
pub(crate) async fn run(ctx: &Ctx, id: GenerationId) -> Result<Outcome> {
    let Some(generation) = transcode::find_live(&ctx.db, id, GenerationState::Encoding).await? else { return Ok(Outcome::Done) };
    let plan: TranscodePlan = manifest::read("plan", generation.plan.as_deref())?;
    let report: SourceReport = manifest::read("report", generation.report.as_deref())?;
    let decoded = transcode::decoded(&ctx.db, id).await?;
    if is_mostly_broken(&plan, &decoded) {
        failure::fail(ctx, id, Reason::Corrupt).await?;
        return Ok(Outcome::Done);
    }
    let renditions = manifest::renditions(&plan, transcode::segments(&ctx.db, id).await?)?;
    if let Some(fault) = incomplete(&plan, &renditions) {
        return Ok(Outcome::Final(fault));
    }
    let target_seconds = manifest::target_seconds(&plan);
    let folder = Prefix::generation(generation.video_id, id);
    write_playlists(ctx, &folder, target_seconds, &renditions).await?;
    let has = async |name: &str| Ok::<_, crate::Error>(ctx.store.head(&folder.key(name)?).await?.is_some());
    let pictures = Pictures { poster: has("poster.jpg").await?, preview: has("preview.webp").await? };
    let manifest = manifest::Manifest { target_seconds, renditions: renditions.into_iter().map(|(info, _)| info).collect() };
    let done = Generation {
        state: GenerationState::Ready,
        manifest: Some(manifest::write(&manifest)),
        finished_at: Some(ctx.clock.now()),
        ..generation
    };
    switch(ctx, &done, inspect::facts(&report, &plan), pictures).await?;
    take_back_if_erased(ctx, &done).await?;
    info!(video = %done.video_id, generation = %id, "a video is ready");
    Ok(Outcome::Done)
}

/// The row switches to the new generation, and the older ones go.
async fn switch(ctx: &Ctx, done: &Generation, media: domain::video::MediaFacts, pictures: Pictures) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    let Some(mut video) = video::find_for_update(&tx, done.video_id).await? else { return Ok(()) };
    if !transcode::is_still(&tx, done.id, GenerationState::Encoding).await? {
        return Ok(());
    }
    transcode::save(&tx, done).await?;
    transcode::clear_work(&tx, done.id).await?;
    video.finished(done.id, media, pictures, ctx.clock.now());
    video::save(&tx, &video).await?;
    word::ready(ctx, &tx, &video).await?;
    for old in transcode::all_of(&tx, done.video_id).await?.iter().filter(|g| g.id < done.id) {
        ingest::discard(ctx, &tx, old).await?;
    }
    Ok(tx.commit().await?)
}

/// Whether more than half of the pictures of the film, or of the sound of a film without pictures, did not decode well.
/// `decoded` are the plan's tasks in order.
fn is_mostly_broken(plan: &TranscodePlan, decoded: &[Decoded]) -> bool {
    let judged = plan.tasks.iter().zip(decoded).filter(|(task, _)| match task {
        EncodeTask::Video { .. } => true,
        EncodeTask::Audio { .. } => plan.video.is_none(),
    });
    let (frames, broken) = judged.fold((0, 0), |(frames, broken), (_, task)| (frames + task.frames, broken + task.broken));
    broken * 2 > frames
}

fn incomplete(plan: &TranscodePlan, renditions: &[(RenditionInfo, Vec<SegmentInfo>)]) -> Option<String> {
    let wanted = plan.timeline.segment_count();
    plan.rendition_names().find_map(|name| {
        let found = renditions.iter().find(|(info, _)| info.name == name).map_or(0, |(_, run)| run.len());
        (u32::try_from(found) != Ok(wanted)).then(|| format!("{name} has {found} of {wanted} segments"))
    })
}

async fn write_playlists(ctx: &Ctx, folder: &Prefix, target_seconds: u32, renditions: &[(RenditionInfo, Vec<SegmentInfo>)]) -> Result<()> {
    for (info, run) in renditions {
        let of = folder.folder(&info.name)?;
        let list = playlist::media_playlist(run, target_seconds, Growth::Finished);
        ctx.store.put_bytes(&of.key("index.m3u8")?, Bytes::from(list)).await?;
        if matches!(info.media, playlist::RenditionMedia::Video { .. }) {
            let list = playlist::iframe_playlist(run, target_seconds, Growth::Finished);
            ctx.store.put_bytes(&of.key("iframes.m3u8")?, Bytes::from(list)).await?;
        }
    }
    let tracks: Vec<(&RenditionInfo, &[SegmentInfo])> = renditions.iter().map(|(info, run)| (info, run.as_slice())).collect();
    let manifest = playlist::dash_manifest(&tracks);
    Ok(ctx.store.put_bytes(&folder.key("manifest.mpd")?, Bytes::from(manifest)).await?)
}

#[cfg(test)]
mod tests;
