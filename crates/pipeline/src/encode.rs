//! Doing one task of a plan: segments are stored, then told to the database, as they close.

use crate::failure::{self, Reason};
use crate::manifest::{self, InitInfo};
use crate::work::{MediaWork, Outcome};
use crate::{Ctx, Error, Result, finish, queue};
use async_trait::async_trait;
use domain::id::{GenerationId, VideoId};
use domain::video::Video;
use media::encode::{EncodeError, EncodeSink, InitSegment, Segment, SinkError};
use media::ffmpeg::RunError;
use media::plan::TranscodePlan;
use media::playlist::SegmentInfo;
use media::storage::{Key, Prefix};
use persistence::transcode::{self, GenerationState};
use persistence::{WriteTx, video};
use tokio_util::sync::CancellationToken;

pub(crate) async fn run(ctx: &Ctx, work: &MediaWork, id: GenerationId, number: usize, stop: &CancellationToken) -> Result<Outcome> {
    let Some(generation) = transcode::find_live(&ctx.db, id, GenerationState::Encoding).await? else { return Ok(Outcome::Done) };
    let plan: TranscodePlan = manifest::read("plan", generation.plan.as_deref())?;
    let Some(task) = plan.tasks.get(number) else { return Ok(Outcome::Done) };
    let source = ctx.store.input(&Key::parse(&generation.source_key)?).await?;
    let sink = Sink { ctx, video: generation.video_id, generation: id, plan: &plan };
    let tools = if queue::is_awaited(number, &plan.tasks) { work.tools.urgent() } else { work.tools.clone() };
    match media::encode::run(&tools, &source, &plan, task, &sink, stop).await {
        Ok(decoded) => {
            let count = |frames: u64| i64::try_from(frames).unwrap_or(i64::MAX);
            let decoded = transcode::Decoded { frames: count(decoded.total()), broken: count(decoded.broken()) };
            finish::task_done(ctx, id, number, decoded).await?;
            Ok(Outcome::Done)
        }
        Err(_) if stop.is_cancelled() => Ok(Outcome::Stopped),
        Err(e) => {
            tracing::warn!(generation = %id, task = %task.key(), error = %e, cause = ?e, "an encode task failed");
            outcome(ctx, id, &e).await
        }
    }
}

/// What becomes of the task: a source of which nothing decodes and a limit that was reached once end the generation,
/// other failures of the program end it when they come back.
async fn outcome(ctx: &Ctx, id: GenerationId, error: &EncodeError) -> Result<Outcome> {
    Ok(match error {
        EncodeError::Undecodable => {
            failure::fail(ctx, id, Reason::Corrupt).await?;
            Outcome::Done
        }
        EncodeError::Unsupported(_) | EncodeError::Run(RunError::TimedOut { .. }) => Outcome::Final(error.fingerprint()),
        _ if error.is_passing() => Outcome::Passing(error.fingerprint()),
        _ => Outcome::Reproducible(error.fingerprint()),
    })
}

/// Where the segments of a task go.
struct Sink<'a> {
    ctx: &'a Ctx,
    video: VideoId,
    generation: GenerationId,
    plan: &'a TranscodePlan,
}

#[async_trait]
impl EncodeSink for Sink<'_> {
    async fn init(&self, init: InitSegment) -> std::result::Result<(), SinkError> {
        let info = manifest::write(&InitInfo { codec: init.codec, timescale: init.timescale });
        self.put(&init.rendition, 0, "init.mp4", init.data, info).await?;
        Ok(())
    }

    async fn segment(&self, segment: Segment) -> std::result::Result<(), SinkError> {
        let info = manifest::write(&SegmentInfo::from(&segment));
        let name = format!("{}.m4s", segment.number);
        self.put(&segment.rendition, segment.number, &name, segment.data, info).await?;
        Ok(())
    }
}

impl Sink<'_> {
    /// The object comes before the row, so that no playlist names what isn't there. Where nobody wants the
    /// row any more, the object goes again: whatever removed the others may have been here before it came.
    async fn put(&self, rendition: &str, number: u32, name: &str, data: bytes::Bytes, info: String) -> Result<()> {
        let key = Prefix::generation(self.video, self.generation).folder(rendition)?.key(name)?;
        self.ctx.store.put_bytes(&key, data).await?;
        let told = self.tell(rendition, number, info).await;
        if matches!(told, Err(Error::MediaNotFound)) {
            self.ctx.store.delete(&key).await?;
        }
        told
    }

    async fn tell(&self, rendition: &str, number: u32, info: String) -> Result<()> {
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        let tx = self.ctx.db.begin_write().await?;
        // Only a first segment can make the video play; then its row is locked first, as everywhere.
        let video = if number == 1 { video::find_for_update(&tx, self.video).await? } else { None };
        // The lock orders writers of one generation, and a missing row means: nobody wants this.
        transcode::find_for_update(&tx, self.generation).await?.ok_or(Error::MediaNotFound)?;
        transcode::put_segments(&tx, self.generation, &[transcode::Segment { rendition: rendition.to_owned(), number, info }]).await?;
        if let Some(video) = video {
            self.begin_playing(&tx, video).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The video plays as soon as one rendition of the pictures, if there are any, and the default
    /// sound, if there is any, have their first segment.
    async fn begin_playing(&self, tx: &WriteTx, mut video: Video) -> Result<()> {
        let begun = transcode::renditions_begun(tx, self.generation).await?;
        let pictures = self.plan.video.as_ref().is_none_or(|v| v.renditions.iter().any(|r| begun.contains(&r.name)));
        let sound = self.plan.audio.first().is_none_or(|r| begun.contains(&r.name));
        if pictures && sound && video.begin_playing(self.generation, self.ctx.clock.now()) {
            video::save(tx, &video).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Bench;
    use media::plan::Timeline;
    use media::rational::Rational;

    persistence::on_both_databases! {
        async fn what_nobody_wants_any_more_leaves_no_object(test: TestDb) {
            let bench = Bench::new(test).await;
            let before = bench.files();
            let timeline = Timeline { rate: Rational::new(30, 1), units: 60, gop: 60, segment: 60, min_tail: 15 };
            let plan = TranscodePlan { origin_us: 0, timeline, video: None, audio: Vec::new(), chunks: Vec::new(), tasks: Vec::new() };
            let id = bench.ctx.ids.uuid(bench.ctx.clock.now());
            let sink = Sink { ctx: &bench.ctx, video: VideoId(id), generation: GenerationId(id), plan: &plan };
            let (rendition, codec) = ("720p".to_owned(), "avc1.64001f".to_owned());
            let late = InitSegment { rendition, codec, data: bytes::Bytes::from_static(b"init"), timescale: 30 };
            assert!(sink.init(late).await.is_err(), "the video is gone");
            assert_eq!(bench.files(), before);
        }
    }
}
