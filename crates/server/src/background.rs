//! What goes on beside requests: jobs, and the sweeper that finds what was left behind.

use crate::application::StartError;
use crate::context::Context;
use crate::mail;
use crate::settings::Settings;
use jobs::{Worker, WorkerLock};
use media::ffmpeg::Tools;
use pipeline::MediaWork;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the sweeper looks.
const SWEEP: Duration = Duration::from_mins(1);
/// How often scheduled videos are looked for: one comes out a moment after its time.
const PUBLISH: Duration = Duration::from_secs(2);
/// How often the views that were counted are written.
const COUNT: Duration = Duration::from_secs(2);
/// How often what follows from changes of documents is done.
const SETTLE: Duration = Duration::from_secs(1);

/// A worker and a sweeper that are ready to run.
pub struct Background {
    worker: Worker,
    pipeline: pipeline::Ctx,
    auth: auth::Ctx,
    catalog: catalog::Ctx,
    search: search::Ctx,
    views: library::views::Ctx,
    share: Share,
}

/// How much of the work a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Whatever there is.
    All,
    /// Every job. The staged files are another process's, which serves uploads on the same folder.
    Jobs,
    /// What needs no ffmpeg. Uploads lie on the disk of the server that took them, so this server
    /// itself must move them to the store, also where others do the encoding.
    Files,
}

impl Background {
    /// Looks for ffmpeg, if it is needed, and takes this worker's place. Without ffmpeg only jobs
    /// that need none are done, and a warning says so.
    ///
    /// # Errors
    /// [`StartError`] if the data folder cannot be used.
    pub async fn prepare(context: &Context, share: Share) -> Result<Self, StartError> {
        let settings = &context.settings;
        let tools = match share {
            Share::All | Share::Jobs => detect(settings).await,
            Share::Files => None,
        };
        let media = tools.map(|tools| MediaWork { tools, inspect: settings.inspect.clone(), ladder: settings.ladder.clone() });
        let lock = WorkerLock::take(&settings.data_dir.join("workers"), &context.pipeline.node);
        let lock = lock.map_err(StartError::io("cannot take a worker's place in the data folder"))?;
        let db = context.db.for_background();
        let pipeline = pipeline::Ctx { db: db.clone(), ..context.pipeline.clone() };
        let node = pipeline.node.to_string();
        let worker = Worker::new(db.clone(), context.clock.clone(), settings.worker.clone(), node, lock, pipeline.doorbell.clone());
        let mut auth = context.auth.clone();
        let catalog = catalog::Ctx { db: db.clone(), ..context.catalog.clone() };
        let library = library::Ctx { db: db.clone(), ..context.library.clone() };
        auth.db = db.clone();
        let mut search = context.search.clone();
        search.base.db = db.clone();
        let views = context.views.through(db);
        let worker = mail::handlers(pipeline::handlers(worker, &pipeline, media), context, &auth);
        let worker = library::announce::handlers(worker, &library);
        Ok(Self { worker, pipeline, auth, catalog, search, views, share })
    }

    /// Works until it is told to stop, then hands back what is not done.
    pub async fn run(self, stop: CancellationToken) {
        let worker = self.worker.run(stop.clone());
        let (publish, search) = (publish(&self.catalog, &stop), search(&self.search, &stop));
        let (follow, count) = (follow(&self.search, &stop), count(&self.views, &stop));
        let (sweep, rank) = (sweep(&self.pipeline, &self.auth, self.share, &stop), rank(&self.views, self.share, &stop));
        tokio::join!(worker, sweep, publish, search, follow, count, rank);
    }
}

async fn detect(settings: &Settings) -> Option<Tools> {
    let tools = Tools::detect(settings.ffmpeg.clone(), &settings.scratch_dir()).await;
    tools.inspect_err(|error| tracing::warn!(%error, "ffmpeg does not run: uploads will wait for a worker that has it")).ok()
}

/// What changes of documents have left to do, soon; what changes all the time, with the sweep.
async fn search(ctx: &search::Ctx, stop: &CancellationToken) {
    let mut refreshed = ctx.base.clock.now();
    while stop.run_until_cancelled(tokio::time::sleep(SETTLE)).await.is_some() {
        let now = ctx.base.clock.now();
        let mut done = search::maintain(ctx).await;
        if done.is_ok() && now.since(refreshed) >= SWEEP {
            refreshed = now;
            done = search::refresh(ctx).await;
        }
        if let Err(error) = done {
            tracing::warn!(%error, "the search index could not be brought up to date; it is tried again");
        }
    }
}

/// An index elsewhere hears of what has changed. While it doesn't answer it is asked less and less often.
async fn follow(ctx: &search::Ctx, stop: &CancellationToken) {
    let mut pause = SETTLE;
    while stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_some() {
        pause = match stop.run_until_cancelled(search::follow(ctx)).await {
            Some(Err(error)) => {
                tracing::warn!(%error, "the index elsewhere lags behind; it is tried again");
                (pause * 2).min(SWEEP)
            }
            Some(Ok(())) | None => SETTLE,
        };
    }
}

async fn sweep(pipeline: &pipeline::Ctx, auth: &auth::Ctx, share: Share, stop: &CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(SWEEP)).await.is_some() {
        if share != Share::Jobs {
            pipeline::sweep::files(pipeline).await;
        }
        pipeline::sweep::rows(pipeline).await;
        auth::sweep(auth).await;
    }
}

async fn publish(catalog: &catalog::Ctx, stop: &CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(PUBLISH)).await.is_some() {
        match catalog::videos::publish_due(catalog).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "scheduled videos came out"),
            Err(error) => tracing::warn!(%error, "can't look for scheduled videos"),
        }
    }
}

/// Writes views now and then; the last ones are written when nobody is served any more.
async fn count(views: &library::views::Ctx, stop: &CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(COUNT)).await.is_some() {
        if let Err(error) = library::views::flush(views).await {
            tracing::warn!(%error, "views can't be written; they are kept, and it is tried again");
        }
    }
}

/// Whoever leaves the work to others leaves this to them too.
async fn rank(views: &library::views::Ctx, share: Share, stop: &CancellationToken) {
    while share != Share::Files && stop.run_until_cancelled(tokio::time::sleep(views.settings.trending())).await.is_some() {
        match library::views::rank(views).await {
            Ok(count) => tracing::debug!(count, "what is watched most was looked at"),
            Err(error) => tracing::warn!(%error, "can't find out what is watched most"),
        }
    }
}
