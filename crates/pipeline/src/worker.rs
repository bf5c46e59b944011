//! The handlers of all jobs of this crate.

use crate::failure::{self, Reason};
use crate::queue::{self, GenerationJob};
use crate::work::{MediaWork, Outcome};
use crate::{Ctx, Result, encode, finish, ingest, inspect, purge};
use async_trait::async_trait;
use jobs::{Failure, Handler, Worker};
use persistence::job::Job;
use persistence::transcode::Decoded;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

/// Lets a worker do the jobs of this crate; without `media` only those that need no ffmpeg.
#[must_use]
pub fn handlers(worker: Worker, ctx: &Ctx, media: Option<MediaWork>) -> Worker {
    let kinds: &[&'static str] = match media {
        Some(_) => &[queue::INGEST, queue::PURGE, queue::FINISH, queue::INSPECT, queue::ENCODE, queue::PICTURES],
        None => &[queue::INGEST, queue::PURGE, queue::FINISH],
    };
    let handler = handler(ctx, media);
    kinds.iter().fold(worker, |worker, kind| worker.with(kind, Arc::clone(&handler)))
}

pub(crate) fn handler(ctx: &Ctx, media: Option<MediaWork>) -> Arc<dyn Handler> {
    Arc::new(Pipeline { ctx: ctx.clone(), media })
}

struct Pipeline {
    ctx: Ctx,
    media: Option<MediaWork>,
}

#[async_trait]
impl Handler for Pipeline {
    async fn run(&self, job: &Job, stop: CancellationToken) -> std::result::Result<(), Failure> {
        match self.dispatch(job, &stop).await {
            Ok(Outcome::Done) => Ok(()),
            Ok(Outcome::Stopped) => Err(Failure::Stopped),
            Ok(Outcome::Passing(reason)) => Err(Failure::Passing(reason)),
            Ok(Outcome::Reproducible(reason)) => Err(Failure::Reproducible(reason)),
            Ok(Outcome::Final(reason)) => Err(Failure::Final(reason)),
            Err(e) => {
                warn!(job = %job.key, error = %e, "a step of the pipeline failed");
                Err(Failure::Passing("the storage or the database did not do its part".to_owned()))
            }
        }
    }

    async fn gave_up(&self, job: &Job, _error: &str) {
        if let Err(e) = self.resign(job).await {
            error!(job = %job.key, error = %e, "can't tell the owner that a job was given up");
        }
    }
}

impl Pipeline {
    async fn dispatch(&self, job: &Job, stop: &CancellationToken) -> Result<Outcome> {
        let ctx = &self.ctx;
        match (job.kind.as_str(), &self.media) {
            (queue::INGEST, _) => cut_off(stop, Box::pin(ingest::run(ctx, &payload(job)?))).await,
            (queue::PURGE, _) => cut_off(stop, purge::run(ctx, &payload(job)?)).await,
            (queue::FINISH, _) => finish::run(ctx, payload::<GenerationJob>(job)?.generation).await,
            (queue::INSPECT, Some(media)) => inspect::run(ctx, media, payload::<GenerationJob>(job)?.generation, stop).await,
            (queue::ENCODE, Some(media)) => {
                let GenerationJob { generation, task } = payload(job)?;
                encode::run(ctx, media, generation, task, stop).await
            }
            (queue::PICTURES, Some(media)) => {
                let GenerationJob { generation, task } = payload(job)?;
                finish::pictures(ctx, media, generation, task, stop).await
            }
            (kind, _) => Ok(Outcome::Final(format!("this worker does no {kind} jobs"))),
        }
    }

    /// A job won't be tried again, so what waits for it is told.
    async fn resign(&self, job: &Job) -> Result<()> {
        let ctx = &self.ctx;
        match job.kind.as_str() {
            queue::INGEST => ingest::gave_up(ctx, &payload(job)?).await,
            queue::INSPECT | queue::ENCODE | queue::FINISH => {
                failure::fail(ctx, payload::<GenerationJob>(job)?.generation, Reason::ProcessingFailed).await
            }
            queue::PICTURES => {
                let GenerationJob { generation, task } = payload(job)?;
                finish::task_done(ctx, generation, task, Decoded::default()).await
            }
            _ => Ok(()),
        }
    }
}

/// A step that may end anywhere and be begun again.
async fn cut_off(stop: &CancellationToken, step: impl Future<Output = Result<()>>) -> Result<Outcome> {
    match stop.run_until_cancelled(step).await {
        Some(done) => done.map(|()| Outcome::Done),
        None => Ok(Outcome::Stopped),
    }
}

fn payload<T: DeserializeOwned>(job: &Job) -> Result<T> {
    serde_json::from_str(&job.payload).map_err(|source| crate::Error::Unreadable { what: "job", source })
}

#[cfg(test)]
mod tests;
