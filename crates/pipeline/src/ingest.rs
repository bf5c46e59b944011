//! A complete upload becomes the source of a new generation.

use crate::queue::{self, IngestJob};
use crate::{Ctx, Error, Result, word};
use domain::id::{GenerationId, VideoId};
use domain::upload::{Upload, UploadId};
use domain::video::Failure;
use media::storage::Key;
use persistence::transcode::{self, Generation, GenerationState};
use persistence::{WriteTx, upload, video};

/// Moves the staged file into the store, then begins a generation. Doing it again changes nothing.
pub(crate) async fn run(ctx: &Ctx, job: &IngestJob) -> Result<()> {
    let id = UploadId::parse(&job.upload).ok_or(Error::UploadNotFound)?;
    // The upload is gone if its owner took it back, or the video was erased.
    let Some(upload) = upload::find(&ctx.db, &id).await? else { return Ok(()) };
    let Some(video_id) = upload.video_id else { return Ok(()) };
    if upload::is_overtaken(&ctx.db, &upload).await? {
        return Ok(());
    }
    let key = Key::source(video_id, id.as_str())?;
    ctx.store.adopt_file(&key, &ctx.staging.path(&id)).await?;

    let tx = ctx.db.begin_write().await?;
    begin_generation(ctx, &tx, &upload, video_id, key.as_str()).await?;
    tx.commit().await?;
    ctx.doorbell.ring();
    Ok(())
}

/// Begins a generation from a source unless that was done before; the newest file wins over one
/// that is still being worked on.
async fn begin_generation(ctx: &Ctx, tx: &WriteTx, upload: &Upload, video_id: VideoId, source_key: &str) -> Result<()> {
    let Some(mut video) = video::find_for_update(tx, video_id).await? else {
        return Ok(queue::purge(ctx, tx, source_key, ctx.retention.retire()).await?);
    };
    if upload::is_overtaken(tx, upload).await? {
        return Ok(queue::purge(ctx, tx, source_key, ctx.retention.retire()).await?);
    }
    let all = transcode::all_of(tx, video_id).await?;
    if all.iter().any(|g| g.source_key == source_key) {
        return Ok(());
    }
    let now = ctx.clock.now();
    for old in all.iter().filter(|g| matches!(g.state, GenerationState::Inspecting | GenerationState::Encoding)) {
        video.abandon(old.id, now);
        discard(ctx, tx, old).await?;
    }
    let generation = start(ctx, tx, video_id, source_key).await?;
    video.begin_processing(now);
    video::save(tx, &video).await?;
    Ok(queue::inspect(ctx, tx, video.owner_id, generation).await?)
}

/// Writes a new generation's row.
pub(crate) async fn start(ctx: &Ctx, tx: &WriteTx, video_id: VideoId, source_key: &str) -> Result<GenerationId> {
    let now = ctx.clock.now();
    let generation = Generation {
        id: GenerationId(ctx.ids.uuid(now)),
        video_id,
        source_key: source_key.to_owned(),
        state: GenerationState::Inspecting,
        report: None,
        plan: None,
        manifest: None,
        created_at: now,
        finished_at: None,
    };
    transcode::insert(tx, &generation).await?;
    Ok(generation.id)
}

/// Takes a generation away with its jobs, its objects and, if no other generation has it, its source.
pub(crate) async fn discard(ctx: &Ctx, tx: &WriteTx, generation: &Generation) -> Result<()> {
    persistence::job::cancel(tx, &queue::generation_prefix(generation.id)).await?;
    transcode::delete(tx, generation.id).await?;
    let objects = media::storage::Prefix::generation(generation.video_id, generation.id);
    queue::purge(ctx, tx, objects.as_str(), ctx.retention.retire()).await?;
    let left = transcode::all_of(tx, generation.video_id).await?;
    if !left.iter().any(|g| g.source_key == generation.source_key) {
        queue::purge(ctx, tx, &generation.source_key, ctx.retention.retire()).await?;
    }
    Ok(())
}

/// The file never reached the store.
pub(crate) async fn gave_up(ctx: &Ctx, job: &IngestJob) -> Result<()> {
    let Some(id) = UploadId::parse(&job.upload) else { return Ok(()) };
    let Some(upload) = upload::find(&ctx.db, &id).await? else { return Ok(()) };
    let Some(video_id) = upload.video_id else { return Ok(()) };
    let tx = ctx.db.begin_write().await?;
    if let Some(mut video) = video::find_for_update(&tx, video_id).await?
        && !upload::is_overtaken(&tx, &upload).await?
    {
        let detail = "the uploaded file could not be stored; please upload it again".to_owned();
        video.failed(None, Failure { code: "storage-failed".to_owned(), detail }, ctx.clock.now());
        video::save(&tx, &video).await?;
        word::failed(ctx, &tx, &video).await?;
    }
    Ok(tx.commit().await?)
}
