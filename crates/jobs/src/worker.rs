//! The loop: claim, run, settle; beside it a heartbeat that renews leases and stops what was
//! taken away.

use crate::{Settings, WorkerLock};
use async_trait::async_trait;
use domain::id::JobId;
use domain::{Clock, Timestamp};
use futures_util::FutureExt;
use persistence::job::{Claim, Holder, Job};
use persistence::{Db, Result, job};
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

/// Does one kind of job. A job can be begun again after it was cut off anywhere, so a handler
/// reads the state it is about and does what is still missing.
#[async_trait]
pub trait Handler: Send + Sync {
    /// Does the job. When `stop` fires it ends soon and returns [`Failure::Stopped`].
    async fn run(&self, job: &Job, stop: CancellationToken) -> std::result::Result<(), Failure>;

    /// Is told that the job won't be tried again, with the last error.
    async fn gave_up(&self, job: &Job, error: &str);
}

/// Why a job didn't end well.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Trying again may help.
    #[error("{0}")]
    Passing(String),
    /// The work itself failed, for a reason that may have passed: the same error twice in a row is final.
    #[error("{0}")]
    Reproducible(String),
    /// Trying again can't help.
    #[error("{0}")]
    Final(String),
    /// The handler was asked to stop.
    #[error("stopped")]
    Stopped,
}

impl From<persistence::Error> for Failure {
    fn from(error: persistence::Error) -> Self {
        Self::Passing(error.to_string())
    }
}

/// Wakes the workers of this process. Forgetting to ring costs only a moment.
#[derive(Clone, Debug, Default)]
pub struct Doorbell(Arc<Notify>);

impl Doorbell {
    /// Tells that a job was queued; call it after the commit.
    pub fn ring(&self) {
        self.0.notify_waiters();
    }
}

/// One run of a job: which, and its number among the job's.
type Run = (JobId, i32);

fn run_of(job: &Job) -> Run {
    (job.id, job.attempts)
}

/// Runs jobs until it is told to stop.
pub struct Worker {
    db: Db,
    clock: Arc<dyn Clock>,
    settings: Settings,
    node: String,
    lock: WorkerLock,
    handlers: HashMap<&'static str, Arc<dyn Handler>>,
    doorbell: Doorbell,
    running: Mutex<HashMap<Run, CancellationToken>>,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").field("name", &self.lock.name()).finish_non_exhaustive()
    }
}

impl Worker {
    /// A worker of this server without handlers.
    pub fn new(db: Db, clock: Arc<dyn Clock>, settings: Settings, node: String, lock: WorkerLock, doorbell: Doorbell) -> Self {
        Self { db, clock, settings, node, lock, handlers: HashMap::new(), doorbell, running: Mutex::default() }
    }

    /// Lets `handler` do the jobs of this kind.
    #[must_use]
    pub fn with(mut self, kind: &'static str, handler: Arc<dyn Handler>) -> Self {
        self.handlers.insert(kind, handler);
        self
    }

    /// Works until `stop` fires; then running jobs get the drain time, and what is not done by
    /// then is cut off and handed back.
    pub async fn run(self, stop: CancellationToken) {
        while let Err(e) = self.take_back().await {
            warn!(error = %e, "can't take back the jobs of workers that died; trying again");
            if stop.run_until_cancelled(tokio::time::sleep(Duration::from_secs(1))).await.is_none() {
                return;
            }
        }
        let worker = Arc::new(self);
        let tasks = TaskTracker::new();
        let ordinary = worker.settings.slots();
        info!(worker = worker.lock.name(), slots = ordinary, express = worker.settings.express_slots, "working");
        for slot in 0..ordinary + worker.settings.express_slots {
            let up_to = if slot < ordinary { i32::MAX } else { worker.settings.express_priority };
            tasks.spawn(Arc::clone(&worker).work(up_to, stop.clone()));
        }
        tasks.close();
        let heart = CancellationToken::new();
        let beat = Arc::clone(&worker);
        let heartbeat = TaskTracker::new();
        heartbeat.spawn({
            let heart = heart.clone();
            async move { heart.run_until_cancelled(beat.heartbeat()).await }
        });
        heartbeat.close();

        stop.cancelled().await;
        let drain = Duration::from_secs(worker.settings.drain_seconds);
        if tokio::time::timeout(drain, tasks.wait()).await.is_err() {
            worker.stop_all();
            tasks.wait().await;
        }
        heart.cancel();
        heartbeat.wait().await;
    }

    async fn take_back(&self) -> Result<()> {
        let tx = self.db.begin_write().await?;
        for name in self.lock.dead() {
            let count = job::reclaim(&tx, name).await?;
            if count > 0 {
                info!(worker = name, count, "took back the jobs of a worker that died");
            }
        }
        tx.commit().await
    }

    async fn work(self: Arc<Self>, up_to_priority: i32, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let rung = self.doorbell.0.notified();
            match self.claim(up_to_priority).await {
                Ok(Some(job)) => self.execute(job).await,
                Ok(None) => self.rest(rung, &stop).await,
                Err(e) => {
                    warn!(error = %e, "can't look for jobs");
                    self.rest(rung, &stop).await;
                }
            }
        }
    }

    async fn rest(&self, rung: impl Future<Output = ()>, stop: &CancellationToken) {
        let poll = tokio::time::sleep(Duration::from_millis(self.settings.poll_milliseconds));
        tokio::select! { () = rung => {}, () = poll => {}, () = stop.cancelled() => {} }
    }

    async fn claim(&self, up_to_priority: i32) -> Result<Option<Job>> {
        let now = self.clock.now();
        let lease_until = now.plus(self.settings.lease());
        let kinds: Vec<&'static str> = self.handlers.keys().copied().collect();
        job::claim(&self.db, &Claim { worker: self.lock.name(), node: &self.node, kinds: &kinds, up_to_priority, now, lease_until }).await
    }

    async fn execute(&self, job: Job) {
        let stop = self.begin(&job);
        let outcome = match self.handlers.get(job.kind.as_str()) {
            _ if job.attempts > self.settings.max_attempts => {
                Err(Failure::Final(format!("begun {} times without an end", job.attempts - 1)))
            }
            Some(handler) => AssertUnwindSafe(handler.run(&job, stop)).catch_unwind().await.unwrap_or_else(|_| {
                error!(job = %job.key, kind = %job.kind, "a handler panicked");
                Err(Failure::Reproducible("a handler panicked".to_owned()))
            }),
            None => Err(Failure::Final(format!("nothing does jobs of the kind {}", job.kind))),
        };
        self.running().remove(&run_of(&job));
        // The database may be away for a while; the job must not be begun again meanwhile, and
        // when our lease is over it is somebody else's anyway.
        for pause in [1, 2, 4, 8] {
            let Err(e) = self.settle(&job, &outcome).await else { break };
            warn!(job = %job.key, error = %e, "can't settle a job");
            tokio::time::sleep(Duration::from_secs(pause)).await;
        }
    }

    /// What tells this run to stop. One of the same job that slept past its lease has lost it and stops now.
    fn begin(&self, job: &Job) -> CancellationToken {
        let stop = CancellationToken::new();
        let mut running = self.running();
        running.iter().filter(|((id, _), _)| *id == job.id).for_each(|(_, former)| former.cancel());
        running.insert(run_of(job), stop.clone());
        stop
    }

    async fn settle(&self, job: &Job, outcome: &std::result::Result<(), Failure>) -> Result<()> {
        let now = self.clock.now();
        let give_up = match outcome {
            Err(Failure::Final(error)) => Some(error),
            Err(Failure::Reproducible(error)) if job.failures > 0 && job.last_error.as_ref() == Some(error) => Some(error),
            Err(Failure::Reproducible(error) | Failure::Passing(error)) if job.failures + 1 >= self.settings.max_failures => Some(error),
            _ => None,
        };
        let by = Holder { worker: self.lock.name(), attempts: job.attempts };
        if let Some(error) = give_up
            && self.holds(job, by).await?
        {
            error!(job = %job.key, kind = %job.kind, %error, "gave a job up");
            if let Some(handler) = self.handlers.get(job.kind.as_str()) {
                handler.gave_up(job, error).await;
            }
        }
        let tx = self.db.begin_write().await?;
        match outcome {
            Ok(()) => job::finish(&tx, job.id, by).await?,
            Err(Failure::Stopped) => job::release(&tx, job.id, by).await?,
            Err(Failure::Final(error) | Failure::Reproducible(error) | Failure::Passing(error)) if give_up.is_some() => {
                job::give_up(&tx, job.id, by, error).await?;
            }
            Err(Failure::Final(error) | Failure::Reproducible(error) | Failure::Passing(error)) => {
                warn!(job = %job.key, kind = %job.kind, %error, "a job failed and will be tried again");
                job::retry(&tx, job.id, by, error, self.next_try(job, now)).await?;
            }
        }
        tx.commit().await
    }

    async fn holds(&self, job: &Job, by: Holder<'_>) -> Result<bool> {
        let tx = self.db.begin_write().await?;
        let held = job::is_held(&tx, job.id, by).await?;
        tx.commit().await?;
        Ok(held)
    }

    fn next_try(&self, job: &Job, now: Timestamp) -> Timestamp {
        now.plus(self.settings.backoff(job.failures))
    }

    async fn heartbeat(&self) {
        let pause = self.settings.lease() / 4;
        loop {
            tokio::time::sleep(pause.min(Duration::from_secs(5))).await;
            let ids: Vec<JobId> = self.running().keys().map(|(id, _)| *id).collect();
            match job::renew(&self.db, self.lock.name(), &ids, self.clock.now().plus(self.settings.lease())).await {
                Ok(held) => self.stop_lost(&ids, &held),
                Err(e) => warn!(error = %e, "can't renew the leases of running jobs"),
            }
        }
    }

    fn stop_lost(&self, asked: &[JobId], held: &[JobId]) {
        for ((id, _), stop) in self.running().iter().filter(|((id, _), _)| asked.contains(id) && !held.contains(id)) {
            warn!(job = %id, "a running job was cancelled or taken over");
            stop.cancel();
        }
    }

    fn stop_all(&self) {
        self.running().values().for_each(CancellationToken::cancel);
    }

    fn running(&self) -> std::sync::MutexGuard<'_, HashMap<Run, CancellationToken>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
