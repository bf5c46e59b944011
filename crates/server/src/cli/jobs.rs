//! `claqueta jobs`: the queue of background work.

use super::{Failure, context, say};
use crate::context::Context;
use crate::settings::Sources;
use clap::{Args, Subcommand};
use domain::id::JobId;
use jobs::operator::{self, JobState, JobSummary};
use std::fmt::Write as _;

/// The most jobs that one command retries.
const MOST: u64 = 10_000;

/// See background work, and try again what was given up.
#[derive(Debug, Args)]
pub(super) struct Jobs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List jobs, the latest first.
    List {
        /// Only jobs in this state: queued, running or failed.
        #[arg(long, value_parser = state)]
        state: Option<JobState>,
        /// The most jobs to list.
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=MOST))]
        limit: u64,
    },
    /// Show one job with its last error.
    Show {
        /// Its id.
        id: JobId,
    },
    /// Try a job again that was given up.
    Retry {
        /// Its id.
        #[arg(required_unless_present = "all_failed")]
        id: Option<JobId>,
        /// All jobs that were given up.
        #[arg(long, conflicts_with = "id")]
        all_failed: bool,
    },
    /// Remove a job; one that runs is stopped within seconds.
    Cancel {
        /// Its id.
        id: JobId,
    },
}

fn state(name: &str) -> Result<JobState, String> {
    JobState::from_name(name).ok_or_else(|| "must be queued, running or failed".to_owned())
}

impl Jobs {
    pub(super) async fn run(self, sources: &Sources) -> Result<(), Failure> {
        let context = context(sources).await?;
        say(&perform(&context, self.action).await?)
    }
}

async fn perform(context: &Context, action: Action) -> Result<String, Failure> {
    let Context { db, clock, ids, .. } = context;
    let none = |id| Failure::from(format!("there is no such job: {id}"));
    match action {
        Action::List { state, limit } => Ok(table(&operator::list(db, state, limit).await?)),
        Action::Show { id } => operator::find(db, id).await?.map(|job| sheet(&job)).ok_or_else(|| none(id)),
        Action::Retry { id: Some(id), .. } => {
            let is_queued = operator::retry(db, &**clock, &**ids, id).await?;
            if is_queued { Ok(format!("{id} is queued again")) } else { Err(format!("there is no failed job {id}").into()) }
        }
        Action::Retry { id: None, .. } => {
            let mut count = 0;
            for job in operator::list(db, Some(JobState::Failed), MOST).await? {
                count += usize::from(operator::retry(db, &**clock, &**ids, job.id).await?);
            }
            Ok(format!("{count} jobs are queued again"))
        }
        Action::Cancel { id } => {
            let is_removed = operator::cancel(db, &**clock, &**ids, id).await?;
            if is_removed { Ok(format!("{id} is removed")) } else { Err(none(id)) }
        }
    }
}

/// A line for each job, in columns under their names.
fn table(jobs: &[JobSummary]) -> String {
    let mut text = format!("{:36}  {:7}  {:8}  {:24}  KEY\n", "ID", "STATE", "FAILURES", "NEXT TRY");
    for job in jobs {
        let next = if job.state == JobState::Queued { job.run_after.to_string() } else { "-".to_owned() };
        let _ = writeln!(text, "{:36}  {:7}  {:8}  {next:24}  {}", job.id.to_string(), job.state.name(), job.failures, job.key);
    }
    text
}

/// Everything that is known of a job, a line each.
fn sheet(job: &JobSummary) -> String {
    let mut text = format!("id        {}\nkind      {}\nkey       {}\nstate     {}\n", job.id, job.kind, job.key, job.state.name());
    let _ = writeln!(
        text,
        "queued    {}\nnext try  {}\nbegun     {} times\nfailures  {}",
        job.created_at, job.run_after, job.attempts, job.failures
    );
    for (name, value) in [("worker", &job.worker), ("error", &job.last_error)] {
        if let Some(value) = value {
            let _ = writeln!(text, "{name:8}  {value}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use persistence::job::{self, Claim, Holder, NewJob};

    /// Two queued jobs, of which the first was given up with this error.
    async fn with_a_failed_job(context: &Context) -> JobId {
        let now = context.clock.now();
        let tx = context.db.begin_write().await.unwrap();
        for key in ["mail:1", "mail:2"] {
            let new = NewJob {
                kind: "mail",
                payload: "{}".to_owned(),
                key: key.to_owned(),
                priority: 5,
                owner: None,
                node: None,
                run_after: now,
            };
            job::enqueue(&tx, JobId(context.ids.uuid(now)), &new, now).await.unwrap();
        }
        tx.commit().await.unwrap();
        let lease_until = now.plus(std::time::Duration::from_mins(1));
        let claim = Claim { worker: "w", node: "here", kinds: &["mail"], up_to_priority: 9, now, lease_until };
        let held = job::claim(&context.db, &claim).await.unwrap().unwrap();
        let tx = context.db.begin_write().await.unwrap();
        job::give_up(&tx, held.id, Holder { worker: "w", attempts: held.attempts }, "the mail server refused").await.unwrap();
        tx.commit().await.unwrap();
        held.id
    }

    #[actix_web::test]
    async fn failed_jobs_are_listed_shown_retried_and_cancelled() {
        let folder = tempfile::tempdir().unwrap();
        let context = crate::context::tests::context(folder.path(), "", &[]).await;
        let id = with_a_failed_job(&context).await;
        let failed = async || perform(&context, Action::List { state: Some(JobState::Failed), limit: 10 }).await.unwrap();
        assert!(failed().await.contains("mail:1") && !failed().await.contains("mail:2"));
        let shown = perform(&context, Action::Show { id }).await.unwrap();
        assert!(shown.contains("the mail server refused") && shown.contains("failures  1"), "{shown}");

        perform(&context, Action::Retry { id: Some(id), all_failed: false }).await.unwrap();
        assert!(perform(&context, Action::Retry { id: Some(id), all_failed: false }).await.is_err(), "it is queued already");
        assert_eq!(failed().await.lines().count(), 1, "the head alone");
        assert!(perform(&context, Action::Show { id }).await.unwrap().contains("failures  0"));

        perform(&context, Action::Cancel { id }).await.unwrap();
        assert!(perform(&context, Action::Show { id }).await.is_err());
        let page = domain::page::PageRequest { limit: 10, after: None };
        let events = persistence::audit::list(&context.db, &persistence::audit::Filter::default(), page).await.unwrap();
        assert_eq!(events.iter().map(|event| event.action.as_str()).collect::<Vec<_>>(), ["job.cancelled", "job.retried"]);
    }

    #[actix_web::test]
    async fn all_failed_jobs_are_retried_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let context = crate::context::tests::context(folder.path(), "", &[]).await;
        with_a_failed_job(&context).await;
        let said = perform(&context, Action::Retry { id: None, all_failed: true }).await.unwrap();
        assert_eq!(said, "1 jobs are queued again");
    }
}
