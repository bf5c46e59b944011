//! What an operator does to the queue. Each change is in the audit log.

use domain::audit::{Event, Target};
use domain::id::{AuditEventId, JobId};
use domain::{Clock, IdGen};
use persistence::job::overview;
use persistence::{Db, Result, WriteTx, audit};

pub use persistence::job::overview::{JobState, JobSummary, find, list};

/// Gives a job that was given up all its tries again; `false` if there is no such job.
///
/// The handler reads what is still missing, so a job whose purpose is gone ends without doing anything.
///
/// # Errors
/// If the database fails.
pub async fn retry(db: &Db, clock: &dyn Clock, ids: &dyn IdGen, id: JobId) -> Result<bool> {
    let tx = db.begin_write().await?;
    let found = overview::revive(&tx, id, clock.now()).await?;
    if found {
        note(&tx, clock, ids, "job.retried", id).await?;
    }
    tx.commit().await?;
    Ok(found)
}

/// Removes a job, also one that runs: its worker stops it within seconds. `false` if there is no such job.
///
/// What the job was for stays undone until something queues it anew; the sweep does so for unfinished videos and uploads.
///
/// # Errors
/// If the database fails.
pub async fn cancel(db: &Db, clock: &dyn Clock, ids: &dyn IdGen, id: JobId) -> Result<bool> {
    let tx = db.begin_write().await?;
    let found = overview::remove(&tx, id).await?;
    if found {
        note(&tx, clock, ids, "job.cancelled", id).await?;
    }
    tx.commit().await?;
    Ok(found)
}

async fn note(tx: &WriteTx, clock: &dyn Clock, ids: &dyn IdGen, action: &'static str, id: JobId) -> Result<()> {
    let now = clock.now();
    let target = Some(Target { kind: "job", id: id.to_string() });
    audit::insert(tx, &Event { target, ..Event::new(AuditEventId(ids.uuid(now)), action, None, now) }).await
}
