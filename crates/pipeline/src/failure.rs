//! How a generation ends badly, and what its owner reads of it. What a program said stays in the log.

use crate::{Ctx, Result, queue, word};
use domain::id::GenerationId;
use domain::video::Failure;
use persistence::transcode::{self, Generation, GenerationState};
use persistence::video;

/// Why a source that was accepted did not become a video. The server has the texts of each code in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Most of it cannot be decoded.
    Corrupt,
    /// The programs or this installation could not do their part.
    ProcessingFailed,
    /// The file is no longer in the store.
    SourceMissing,
}

impl Reason {
    fn failure(self) -> Failure {
        let (code, detail) = match self {
            Self::Corrupt => ("corrupt", "Most of the pictures or the sound of the file can't be decoded."),
            Self::ProcessingFailed => ("processing-failed", "Something went wrong on our side. Try again; the file is kept."),
            Self::SourceMissing => ("storage-failed", "The uploaded file could not be stored. Upload it again."),
        };
        Failure { code: code.to_owned(), detail: detail.to_owned() }
    }
}

/// Ends a generation that is not finished. What was made of it goes, the source stays, so that the owner can have it
/// tried again. Doing it again changes nothing.
pub(crate) async fn fail(ctx: &Ctx, id: GenerationId, reason: Reason) -> Result<()> {
    let now = ctx.clock.now();
    let Some(Generation { video_id, .. }) = transcode::find(&ctx.db, id).await? else { return Ok(()) };
    let tx = ctx.db.begin_write().await?;
    let video = video::find_for_update(&tx, video_id).await?;
    let Some(mut generation) = transcode::find_for_update(&tx, id).await? else { return Ok(()) };
    if !matches!(generation.state, GenerationState::Inspecting | GenerationState::Encoding) {
        return Ok(());
    }
    generation.state = GenerationState::Failed;
    generation.finished_at = Some(now);
    transcode::save(&tx, &generation).await?;
    transcode::clear_work(&tx, id).await?;
    persistence::job::cancel(&tx, &queue::generation_prefix(id)).await?;
    let objects = media::storage::Prefix::generation(generation.video_id, id);
    queue::purge(ctx, &tx, objects.as_str(), ctx.retention.retire()).await?;
    if let Some(mut video) = video {
        video.failed(Some(id), reason.failure(), now);
        video::save(&tx, &video).await?;
        word::failed(ctx, &tx, &video).await?;
    }
    Ok(tx.commit().await?)
}
