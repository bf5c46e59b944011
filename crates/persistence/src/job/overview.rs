//! The queue as an operator sees and changes it.

use super::{FAILED, QUEUED, RUNNING};
use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::job;
use crate::error::{Error, Result};
use domain::Timestamp;
use domain::id::JobId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// It waits for its time or for a worker.
    Queued,
    /// A worker holds it.
    Running,
    /// It was given up after errors.
    Failed,
}

impl JobState {
    /// All states, in the order of a job's life.
    pub const ALL: [Self; 3] = [Self::Queued, Self::Running, Self::Failed];

    /// The name in the database and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => QUEUED,
            Self::Running => RUNNING,
            Self::Failed => FAILED,
        }
    }

    /// The state of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A job without its payload, which may hold what operators need not see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobSummary {
    /// Its id.
    pub id: JobId,
    /// Which handler does it.
    pub kind: String,
    /// Its unique key.
    pub key: String,
    /// Where it stands.
    pub state: JobState,
    /// How often it was begun since it was queued.
    pub attempts: i32,
    /// How often it ended with an error.
    pub failures: i32,
    /// Not before this instant.
    pub run_after: Timestamp,
    /// The worker that holds it.
    pub worker: Option<String>,
    /// The last error, in the words of the program or part that failed.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: Timestamp,
}

/// Jobs, the latest first: up to `limit`, only those of one state where one is given.
///
/// # Errors
/// If the database fails. One query by the primary key, which begins with the time of queueing.
pub async fn list(db: &impl Read, state: Option<JobState>, limit: u64) -> Result<Vec<JobSummary>> {
    let select = job::Entity::find().order_by_desc(job::Column::Id).limit(limit);
    let select = state.into_iter().fold(select, |select, state| select.filter(job::Column::State.eq(state.name())));
    select.all(db.conn()).await?.into_iter().map(to_summary).collect()
}

/// One job.
///
/// # Errors
/// If the database fails.
pub async fn find(db: &impl Read, id: JobId) -> Result<Option<JobSummary>> {
    job::Entity::find_by_id(id.0).one(db.conn()).await?.map(to_summary).transpose()
}

/// Queues a job that was given up again, with all its tries; `false` if there is no such job.
///
/// # Errors
/// If the database fails.
pub async fn revive(tx: &WriteTx, id: JobId, now: Timestamp) -> Result<bool> {
    let update = job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(QUEUED))
        .col_expr(job::Column::Attempts, Expr::value(0))
        .col_expr(job::Column::Failures, Expr::value(0))
        .col_expr(job::Column::RunAfter, Expr::value(now.millis()));
    let done = update.filter(job::Column::Id.eq(id.0)).filter(job::Column::State.eq(FAILED)).exec(tx.conn()).await?;
    Ok(done.rows_affected > 0)
}

/// Removes a job; a worker that runs it learns so when it renews its lease. `false` if there is no such job.
///
/// # Errors
/// If the database fails.
pub async fn remove(tx: &WriteTx, id: JobId) -> Result<bool> {
    Ok(job::Entity::delete_by_id(id.0).exec(tx.conn()).await?.rows_affected > 0)
}

fn to_summary(row: job::Model) -> Result<JobSummary> {
    let state = JobState::from_name(&row.state);
    Ok(JobSummary {
        id: JobId(row.id),
        kind: row.kind,
        key: row.key,
        state: state.ok_or(Error::Unreadable { column: "job.state", value: row.state })?,
        attempts: row.attempts,
        failures: row.failures,
        run_after: Timestamp::from_millis(row.run_after),
        worker: row.worker,
        last_error: row.last_error,
        created_at: Timestamp::from_millis(row.created_at),
    })
}
