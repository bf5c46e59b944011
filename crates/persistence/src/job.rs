//! The queue: one row per piece of background work, written in the transaction that causes it,
//! claimed under a lease, and gone when the work is done.

pub mod overview;

use crate::db::sealed::Connected;
use crate::db::{Db, Read, WriteTx, statement};
use crate::entity::job;
use crate::error::Result;
use domain::Timestamp;
use domain::id::{JobId, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};

const QUEUED: &str = "queued";
const RUNNING: &str = "running";
const FAILED: &str = "failed";

/// Work to be queued.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Which handler does it.
    pub kind: &'static str,
    /// JSON for the handler.
    pub payload: String,
    /// At most one job with this key exists, so that queueing twice is queueing once.
    pub key: String,
    /// Smaller goes first.
    pub priority: i32,
    /// On whose behalf, for fairness.
    pub owner: Option<UserId>,
    /// The only server that can do it, if it needs that server's disk.
    pub node: Option<String>,
    /// Not before this instant.
    pub run_after: Timestamp,
}

/// A job that a worker holds.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Which handler does it.
    pub kind: String,
    /// JSON for the handler.
    pub payload: String,
    /// Its unique key.
    pub key: String,
    /// How often it was begun, this time included.
    pub attempts: i32,
    /// How often it ended with an error.
    pub failures: i32,
    /// What the last error said.
    pub last_error: Option<String>,
}

/// Queues a job unless one with its key exists; one that was given up is given new tries.
///
/// # Errors
/// If the database fails.
pub async fn enqueue(tx: &WriteTx, id: JobId, new: &NewJob, now: Timestamp) -> Result<()> {
    let row = job::ActiveModel {
        id: Set(id.0),
        kind: Set(new.kind.to_owned()),
        payload: Set(new.payload.clone()),
        key: Set(new.key.clone()),
        priority: Set(new.priority),
        owner_id: Set(new.owner.map(|o| o.0)),
        node: Set(new.node.clone()),
        state: Set(QUEUED.to_owned()),
        attempts: Set(0),
        failures: Set(0),
        run_after: Set(new.run_after.millis()),
        lease_until: Set(None),
        worker: Set(None),
        last_error: Set(None),
        created_at: Set(now.millis()),
    };
    let revive = OnConflict::column(job::Column::Key)
        .update_columns([job::Column::State, job::Column::Attempts, job::Column::Failures, job::Column::RunAfter, job::Column::Payload])
        .action_and_where(Expr::col((job::Entity, job::Column::State)).eq(FAILED))
        .to_owned();
    job::Entity::insert(row).on_conflict(revive).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// What a worker can take.
#[derive(Clone, Debug)]
pub struct Claim<'a> {
    /// The worker that asks.
    pub worker: &'a str,
    /// The server that it runs on.
    pub node: &'a str,
    /// The kinds of jobs that it can do.
    pub kinds: &'a [&'static str],
    /// Only jobs with this priority or a smaller number.
    pub up_to_priority: i32,
    /// Now.
    pub now: Timestamp,
    /// Until when the job is the worker's unless it renews.
    pub lease_until: Timestamp,
}

/// Takes the next job: by priority, then whose owner has the fewest running, then the fewest
/// waiting, then the oldest. A job whose lease ran out counts as waiting.
///
/// # Errors
/// If the database fails.
pub async fn claim(db: &Db, claim: &Claim<'_>) -> Result<Option<Job>> {
    let tx = db.begin_write().await?;
    let lock = match db.backend() {
        DbBackend::Postgres => "FOR UPDATE OF j SKIP LOCKED",
        _ => "",
    };
    // Kinds are names of our own making, so they can stand in the text.
    let kinds: Vec<String> = claim.kinds.iter().map(|k| format!("'{k}'")).collect();
    let kinds = kinds.join(", ");
    let sql = format!(
        r#"UPDATE "job" SET state = 'running', worker = $1, lease_until = $2, attempts = attempts + 1
           WHERE id = (
             SELECT j.id FROM "job" j
             LEFT JOIN (
               SELECT owner_id, SUM(CASE WHEN state = 'running' THEN 1 ELSE 0 END) AS running, COUNT(*) AS held
               FROM "job" WHERE state <> 'failed' GROUP BY owner_id
             ) load ON load.owner_id = j.owner_id
             WHERE ((j.state = 'queued' AND j.run_after <= $3) OR (j.state = 'running' AND j.lease_until < $3))
               AND j.kind IN ({kinds}) AND j.priority <= $4 AND (j.node IS NULL OR j.node = $5)
             ORDER BY j.priority, COALESCE(load.running, 0), COALESCE(load.held, 0), j.run_after, j.id
             LIMIT 1 {lock}
           )
           RETURNING *"#
    );
    let values = vec![
        claim.worker.into(),
        claim.lease_until.millis().into(),
        claim.now.millis().into(),
        claim.up_to_priority.into(),
        claim.node.into(),
    ];
    let row = tx.conn().query_one_raw(statement(tx.conn(), sql, values)).await?;
    let job = row.map(|r| job::Model::from_query_result(&r, "")).transpose()?;
    tx.commit().await?;
    Ok(job.map(to_domain))
}

/// Renews the leases of these jobs and gives those that are still the worker's; the others were
/// taken away or cancelled.
///
/// # Errors
/// If the database fails.
pub async fn renew(db: &Db, worker: &str, ids: &[JobId], lease_until: Timestamp) -> Result<Vec<JobId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let held = |query: sea_orm::UpdateMany<job::Entity>| {
        query
            .filter(job::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .filter(job::Column::Worker.eq(worker))
            .filter(job::Column::State.eq(RUNNING))
    };
    let tx = db.begin_write().await?;
    let renew = job::Entity::update_many().col_expr(job::Column::LeaseUntil, Expr::value(lease_until.millis()));
    let rows = held(renew).exec_with_returning(tx.conn()).await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(|r| JobId(r.id)).collect())
}

/// Who settles a job: the worker, and which of its starts it was. A worker that lost its lease and
/// comes late settles nothing, since another holds the job by then.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// The worker.
    pub worker: &'a str,
    /// [`Job::attempts`] as it was claimed.
    pub attempts: i32,
}

/// Whether the job is still held. It is locked until the transaction ends.
///
/// # Errors
/// If the database fails.
pub async fn is_held(tx: &WriteTx, id: JobId, by: Holder<'_>) -> Result<bool> {
    Ok(job::Entity::find_by_id(id.0).filter(held(by)).lock_exclusive().one(tx.conn()).await?.is_some())
}

/// Forgets a job: it is done.
///
/// # Errors
/// If the database fails.
pub async fn finish(tx: &WriteTx, id: JobId, by: Holder<'_>) -> Result<()> {
    job::Entity::delete_many().filter(job::Column::Id.eq(id.0)).filter(held(by)).exec(tx.conn()).await?;
    Ok(())
}

/// Puts a job back after an error, to be tried again at `run_after`.
///
/// # Errors
/// If the database fails.
pub async fn retry(tx: &WriteTx, id: JobId, by: Holder<'_>, error: &str, run_after: Timestamp) -> Result<()> {
    let update = job::Entity::update_many()
        .col_expr(job::Column::Failures, Expr::col(job::Column::Failures).add(1))
        .col_expr(job::Column::LastError, Expr::value(error))
        .col_expr(job::Column::RunAfter, Expr::value(run_after.millis()));
    put_back(tx, update, QUEUED, id, by).await
}

/// Gives a job up; it stays, with its error, for somebody to look at.
///
/// # Errors
/// If the database fails.
pub async fn give_up(tx: &WriteTx, id: JobId, by: Holder<'_>, error: &str) -> Result<()> {
    let update = job::Entity::update_many()
        .col_expr(job::Column::Failures, Expr::col(job::Column::Failures).add(1))
        .col_expr(job::Column::LastError, Expr::value(error));
    put_back(tx, update, FAILED, id, by).await
}

/// Hands a job back unfinished, without holding it against it: the worker is going to stop.
///
/// # Errors
/// If the database fails.
pub async fn release(tx: &WriteTx, id: JobId, by: Holder<'_>) -> Result<()> {
    let update = job::Entity::update_many().col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).sub(1));
    put_back(tx, update, QUEUED, id, by).await
}

fn held(by: Holder<'_>) -> Condition {
    Condition::all().add(job::Column::Worker.eq(by.worker)).add(job::Column::State.eq(RUNNING)).add(job::Column::Attempts.eq(by.attempts))
}

/// Hands back all jobs of a worker that is known to be dead, and tells how many.
///
/// # Errors
/// If the database fails.
pub async fn reclaim(tx: &WriteTx, worker: &str) -> Result<u64> {
    let update = job::Entity::update_many().col_expr(job::Column::State, Expr::value(QUEUED));
    let done = update.filter(job::Column::Worker.eq(worker)).filter(job::Column::State.eq(RUNNING)).exec(tx.conn()).await?;
    Ok(done.rows_affected)
}

/// Takes every job away whose key starts with `prefix`; a worker that runs one learns it when it
/// renews its lease.
///
/// # Errors
/// If the database fails.
pub async fn cancel(tx: &WriteTx, prefix: &str) -> Result<()> {
    job::Entity::delete_many().filter(job::Column::Key.starts_with(prefix)).exec(tx.conn()).await?;
    Ok(())
}

/// The keys of all jobs that start with `prefix`, given-up ones apart.
///
/// # Errors
/// If the database fails.
pub async fn live_keys(db: &impl Read, prefix: &str) -> Result<Vec<String>> {
    let rows = job::Entity::find()
        .filter(job::Column::Key.starts_with(prefix))
        .filter(job::Column::State.ne(FAILED))
        .order_by_asc(job::Column::Id)
        .all(db.conn())
        .await?;
    Ok(rows.into_iter().map(|r| r.key).collect())
}

async fn put_back(tx: &WriteTx, update: sea_orm::UpdateMany<job::Entity>, state: &str, id: JobId, by: Holder<'_>) -> Result<()> {
    update
        .col_expr(job::Column::State, Expr::value(state))
        .col_expr(job::Column::LeaseUntil, Expr::value(None::<i64>))
        .col_expr(job::Column::Worker, Expr::value(None::<String>))
        .filter(job::Column::Id.eq(id.0))
        .filter(held(by))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn to_domain(row: job::Model) -> Job {
    Job {
        id: JobId(row.id),
        kind: row.kind,
        payload: row.payload,
        key: row.key,
        attempts: row.attempts,
        failures: row.failures,
        last_error: row.last_error,
    }
}

#[cfg(test)]
mod tests;
