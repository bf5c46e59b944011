use super::*;
use persistence::job::NewJob;
use persistence::testing::TestDb;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use tokio::sync::mpsc;

/// A clock that only moves when it is told to.
#[derive(Default)]
struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Fails as often as it is told to, then does its work; payload `"hang"` waits for the stop, `broken ERROR..` fails on
/// each try with the next of these errors.
struct Script {
    failures: AtomicU32,
    heard: mpsc::UnboundedSender<String>,
}

#[async_trait]
impl Handler for Script {
    async fn run(&self, job: &Job, stop: CancellationToken) -> std::result::Result<(), Failure> {
        self.heard.send(format!("run {}", job.key)).unwrap();
        assert!(job.payload != "\"panic\"", "as the test wants it");
        if let Some(error) = job.payload.strip_prefix("broken ") {
            // The second word, if there is one, is what the second try says.
            let errors: Vec<&str> = error.split(' ').collect();
            let error = errors.get(usize::try_from(job.failures).unwrap()).or(errors.last()).copied().unwrap_or_default();
            return Err(Failure::Reproducible(error.to_owned()));
        }
        if job.payload == "\"hang\"" {
            stop.cancelled().await;
            self.heard.send(format!("stopped {} {}", job.key, job.attempts)).unwrap();
            return Err(Failure::Stopped);
        }
        if self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok() {
            return Err(Failure::Passing("not yet".to_owned()));
        }
        Ok(())
    }

    async fn gave_up(&self, job: &Job, error: &str) {
        self.heard.send(format!("gave up {}: {error}", job.key)).unwrap();
    }
}

struct Bench {
    db: Db,
    clock: Arc<TestClock>,
    doorbell: Doorbell,
    heard: mpsc::UnboundedReceiver<String>,
    stop: CancellationToken,
    worker: tokio::task::JoinHandle<()>,
    _folder: tempfile::TempDir,
}

fn settings(slots: usize) -> Settings {
    Settings {
        slots,
        express_slots: 0,
        express_priority: 0,
        lease_seconds: 30,
        poll_milliseconds: 10,
        max_failures: 3,
        max_attempts: 5,
        backoff_seconds: 10,
        drain_seconds: 0,
    }
}

fn start(test: &TestDb, failures: u32) -> Bench {
    start_with(test, failures, 1)
}

#[expect(clippy::disallowed_methods, reason = "the test waits for the worker itself")]
fn start_with(test: &TestDb, failures: u32, slots: usize) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let (send, heard) = mpsc::unbounded_channel();
    let clock = Arc::new(TestClock::default());
    let doorbell = Doorbell::default();
    let lock = WorkerLock::take(folder.path(), "here").unwrap();
    let script = Arc::new(Script { failures: AtomicU32::new(failures), heard: send });
    let worker =
        Worker::new(test.db.clone(), clock.clone(), settings(slots), "here".to_owned(), lock, doorbell.clone()).with("test", script);
    let stop = CancellationToken::new();
    let worker = tokio::spawn(worker.run(stop.clone()));
    Bench { db: test.db.clone(), clock, doorbell, heard, stop, worker, _folder: folder }
}

impl Bench {
    async fn queue(&self, key: &str, payload: &str) {
        let new = NewJob {
            kind: "test",
            payload: payload.to_owned(),
            key: key.to_owned(),
            priority: 5,
            owner: None,
            node: None,
            run_after: self.clock.now(),
        };
        let tx = self.db.begin_write().await.unwrap();
        job::enqueue(&tx, JobId(uuid::Uuid::from_u128(u128::from(rand(key)))), &new, self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        self.doorbell.ring();
    }

    async fn hear(&mut self) -> String {
        tokio::time::timeout(Duration::from_secs(10), self.heard.recv()).await.expect("something happens").unwrap()
    }

    async fn quiet(&mut self) {
        let heard = tokio::time::timeout(Duration::from_millis(150), self.heard.recv()).await;
        assert!(heard.is_err(), "nothing was to happen, but: {heard:?}");
    }

    async fn end(self) -> Db {
        self.stop.cancel();
        self.worker.await.unwrap();
        self.db
    }
}

fn rand(key: &str) -> u64 {
    key.bytes().fold(7, |n, b| n * 31 + u64::from(b))
}

persistence::on_both_databases! {
    async fn a_job_that_is_done_is_gone(test: TestDb) {
        let mut bench = start(&test, 0);
        bench.queue("a", "{}").await;
        assert_eq!(bench.hear().await, "run a");
        let db = bench.end().await;
        assert_eq!(job::live_keys(&db, "").await.unwrap(), Vec::<String>::new());
    }

    async fn errors_are_retried_after_growing_pauses_and_then_given_up(test: TestDb) {
        let mut bench = start(&test, 99);
        bench.queue("a", "{}").await;
        assert_eq!(bench.hear().await, "run a");
        bench.quiet().await;
        bench.clock.0.store(10_000, Ordering::SeqCst);
        assert_eq!(bench.hear().await, "run a");
        bench.clock.0.store(29_000, Ordering::SeqCst);
        bench.quiet().await;
        bench.clock.0.store(30_000, Ordering::SeqCst);
        assert_eq!(bench.hear().await, "run a");
        assert_eq!(bench.hear().await, "gave up a: not yet");
        bench.clock.0.store(999_000, Ordering::SeqCst);
        bench.quiet().await;
        bench.end().await;
    }

    async fn the_same_failure_twice_in_a_row_is_final(test: TestDb) {
        let mut bench = start(&test, 0);
        bench.queue("a", "broken same").await;
        assert_eq!(bench.hear().await, "run a");
        bench.quiet().await;
        bench.clock.0.store(10_000, Ordering::SeqCst);
        assert_eq!([bench.hear().await, bench.hear().await], ["run a", "gave up a: same"]);
        // Tried again by hand, it has two tries once more.
        bench.queue("a", "broken same").await;
        assert_eq!(bench.hear().await, "run a");
        bench.quiet().await;
        bench.end().await;
    }

    async fn different_failures_are_retried(test: TestDb) {
        let mut bench = start(&test, 0);
        bench.queue("a", "broken one two").await;
        assert_eq!(bench.hear().await, "run a");
        bench.clock.0.store(10_000, Ordering::SeqCst);
        assert_eq!(bench.hear().await, "run a");
        bench.quiet().await;
        bench.clock.0.store(30_000, Ordering::SeqCst);
        assert_eq!([bench.hear().await, bench.hear().await], ["run a", "gave up a: two"]);
        bench.end().await;
    }

    async fn stopping_hands_running_jobs_back_untouched(test: TestDb) {
        let mut bench = start(&test, 0);
        bench.queue("a", "\"hang\"").await;
        assert_eq!(bench.hear().await, "run a");
        let db = bench.end().await;
        let claim = Claim { worker: "next", node: "here", kinds: &["test"], up_to_priority: 9, now: Timestamp::from_millis(0), lease_until: Timestamp::from_millis(1) };
        let job = job::claim(&db, &claim).await.unwrap().expect("handed back");
        assert_eq!((job.attempts, job.failures), (1, 0));
    }

    async fn a_run_that_slept_past_its_lease_stops_for_the_one_that_took_over(test: TestDb) {
        let mut bench = start_with(&test, 0, 2);
        bench.queue("a", "\"hang\"").await;
        assert_eq!(bench.hear().await, "run a");
        bench.clock.0.store(31_000, Ordering::SeqCst);
        let mut heard = [bench.hear().await, bench.hear().await];
        heard.sort();
        assert_eq!(heard, ["run a", "stopped a 1"]);
        bench.quiet().await;
        bench.stop.cancel();
        assert_eq!(bench.hear().await, "stopped a 2");
        bench.end().await;
    }

    async fn a_job_that_kills_its_workers_is_given_up(test: TestDb) {
        let claim = |n| Claim { worker: "victim", node: "here", kinds: &["test"], up_to_priority: 9, now: Timestamp::from_millis(n), lease_until: Timestamp::from_millis(n + 1) };
        let mut bench = start(&test, 0);
        bench.stop.cancel();
        bench.queue("a", "{}").await;
        for n in 0..5 {
            assert!(job::claim(&bench.db, &claim(n * 10)).await.unwrap().is_some());
        }
        while bench.heard.try_recv().is_ok() {}
        let db = bench.end().await;
        drop(db);
        let mut second = start(&test, 0);
        second.clock.0.store(1000, Ordering::SeqCst);
        assert_eq!(second.hear().await, "gave up a: begun 5 times without an end");
        second.end().await;
    }

    async fn a_handler_that_panics_costs_its_job_a_try_and_no_slot(test: TestDb) {
        let mut bench = start(&test, 0);
        bench.queue("bad", "\"panic\"").await;
        assert_eq!(bench.hear().await, "run bad");
        bench.queue("good", "{}").await;
        assert_eq!(bench.hear().await, "run good");
        bench.clock.0.store(10_000, Ordering::SeqCst);
        assert_eq!(bench.hear().await, "run bad");
        bench.end().await;
    }

    async fn a_kind_that_nobody_here_does_is_left_for_others(test: TestDb) {
        let mut bench = start(&test, 0);
        let tx = bench.db.begin_write().await.unwrap();
        let new = NewJob { kind: "mystery", payload: String::new(), key: "m".to_owned(), priority: 1, owner: None, node: None, run_after: bench.clock.now() };
        job::enqueue(&tx, JobId(uuid::Uuid::from_u128(9)), &new, bench.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        bench.doorbell.ring();
        bench.quiet().await;
        let db = bench.end().await;
        assert_eq!(job::live_keys(&db, "").await.unwrap(), ["m"]);
    }
}
