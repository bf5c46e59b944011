//! What becomes of the limits, and of visits, while Redis is frozen, dead, full or was never there. Each test has
//! a Redis of its own to maltreat.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use cache::{Limit, Limiter, Settings, Visits};
use domain::Timestamp;
use rustix::process::{Pid, Signal, kill_process};
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::time::sleep;

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const LIMIT: Limit = Limit { name: "test", burst: 5, per_seconds: 3_600 };
/// Long enough that a busy machine does not pass for an outage.
const TIMEOUT: Duration = Duration::from_secs(1);
/// What a crowd takes of which one at most waits for the timeout; were it each, it would be minutes.
const PROMPTLY: Duration = Duration::from_secs(30);

/// A Redis that ends with the test.
struct Redis {
    port: u16,
    process: Option<Child>,
    folder: TempDir,
}

impl Redis {
    /// A free port with nothing on it yet.
    fn absent() -> Self {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        Self { port, process: None, folder: tempfile::tempdir().unwrap() }
    }

    async fn started() -> Self {
        let mut redis = Self::absent();
        redis.start().await;
        redis
    }

    async fn start(&mut self) {
        let mut server = Command::new("redis-server");
        server.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port", &self.port.to_string(), "--dir"]);
        server.arg(self.folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
        self.process = Some(server.spawn().unwrap());
        eventually("the test's Redis answers", async || self.command(&["PING"]).await.is_ok()).await;
    }

    fn signal(&self, signal: Signal) {
        let pid = self.process.as_ref().unwrap().id();
        kill_process(Pid::from_raw(i32::try_from(pid).unwrap()).unwrap(), signal).unwrap();
    }

    fn kill(&mut self) {
        let mut process = self.process.take().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    async fn command(&self, words: &[&str]) -> redis::RedisResult<redis::Value> {
        let client = redis::Client::open(self.url())?;
        let patient = redis::AsyncConnectionConfig::new().set_response_timeout(None);
        let mut connection = client.get_multiplexed_async_connection_with_config(&patient).await?;
        let mut command = redis::Cmd::new();
        for word in words {
            command.arg(*word);
        }
        command.query_async(&mut connection).await
    }

    fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    async fn limiter(&self) -> Limiter {
        Limiter::open(&Settings { url: self.url(), timeout_milliseconds: TIMEOUT.as_millis().try_into().unwrap(), pool_size: 4 })
            .await
            .unwrap()
    }

    /// Waits until the limiter counts in Redis again.
    async fn is_used_by(&self, limiter: &Limiter) {
        eventually("the count is in Redis", async || {
            limiter.check(&LIMIT, "again", NOW).await;
            limiter.redis_answers() == Some(true)
                && matches!(self.command(&["EXISTS", "claqueta:limit:test:again"]).await, Ok(redis::Value::Int(1)))
        })
        .await;
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

async fn eventually(what: &str, holds: impl AsyncFn() -> bool) {
    let end = Instant::now() + Duration::from_mins(1);
    while !holds().await {
        assert!(Instant::now() < end, "not within a minute: {what}");
        sleep(Duration::from_millis(20)).await;
    }
}

/// Asks many times, at once and one after the other: not everybody waits for the timeout, and no more than the
/// burst is allowed.
async fn limits_stay_on(limiter: &Limiter, key: &str) {
    let started = Instant::now();
    let mut crowd = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (limiter, key) = (limiter.clone(), key.to_owned());
        crowd.spawn(async move { limiter.check(&LIMIT, &key, NOW).await.allowed() });
    }
    let mut allowed = crowd.join_all().await.into_iter().filter(|allowed| *allowed).count();
    for _ in 0..200 {
        allowed += usize::from(limiter.check(&LIMIT, key, NOW).await.allowed());
    }
    assert!(started.elapsed() < PROMPTLY, "{:?} for 250 requests", started.elapsed());
    assert_eq!(allowed, 5);
}

#[tokio::test]
async fn a_frozen_redis_is_left_alone_until_it_thaws() {
    let redis = Redis::started().await;
    let limiter = redis.limiter().await;
    redis.is_used_by(&limiter).await;
    redis.signal(Signal::STOP);
    limits_stay_on(&limiter, "frozen").await;
    // The task connects anew meanwhile, in vain; nobody waits for that.
    sleep(Duration::from_millis(1_300)).await;
    limits_stay_on(&limiter, "still frozen").await;
    redis.signal(Signal::CONT);
    redis.command(&["DEL", "claqueta:limit:test:again"]).await.unwrap();
    redis.is_used_by(&limiter).await;
}

#[tokio::test]
async fn a_killed_redis_is_found_again_when_it_is_back() {
    let mut redis = Redis::started().await;
    let limiter = redis.limiter().await;
    redis.is_used_by(&limiter).await;
    redis.kill();
    limits_stay_on(&limiter, "killed").await;
    redis.start().await;
    redis.is_used_by(&limiter).await;
}

#[tokio::test]
async fn a_full_redis_is_no_use_until_there_is_room() {
    let redis = Redis::started().await;
    let limiter = redis.limiter().await;
    redis.is_used_by(&limiter).await;
    redis.command(&["CONFIG", "SET", "maxmemory", "1"]).await.unwrap();
    limits_stay_on(&limiter, "full").await;
    // It would answer, but only to refuse.
    sleep(Duration::from_millis(1_300)).await;
    limits_stay_on(&limiter, "still full").await;
    redis.command(&["CONFIG", "SET", "maxmemory", "0"]).await.unwrap();
    redis.command(&["DEL", "claqueta:limit:test:again"]).await.unwrap();
    redis.is_used_by(&limiter).await;
}

#[tokio::test]
async fn a_start_without_redis_is_no_failure() {
    let mut redis = Redis::absent();
    let started = Instant::now();
    let limiter = redis.limiter().await;
    assert!(started.elapsed() < PROMPTLY);
    limits_stay_on(&limiter, "absent").await;
    redis.start().await;
    redis.is_used_by(&limiter).await;
}

/// Many people come, each several times: not everybody waits for the timeout, and each is new once.
async fn visits_are_told(visits: &Visits, name: &str) {
    let started = Instant::now();
    let mut new = 0;
    for n in 0..200 {
        let before = visits.visit(&format!("{name} {}", n % 50), Duration::from_hours(1), NOW).await;
        new += usize::from(before.is_none());
    }
    assert!(started.elapsed() < PROMPTLY, "{:?} for 200 visits", started.elapsed());
    assert_eq!(new, 50);
}

#[tokio::test]
async fn visits_go_on_in_this_process_and_who_was_here_is_no_stranger() {
    let mut redis = Redis::started().await;
    let limiter = redis.limiter().await;
    let visits = Visits::beside(&limiter);
    redis.is_used_by(&limiter).await;
    assert_eq!(visits.visit("ana", Duration::from_hours(1), NOW).await, None);
    assert!(matches!(redis.command(&["EXISTS", "claqueta:visit:ana"]).await, Ok(redis::Value::Int(1))));
    redis.signal(Signal::STOP);
    visits_are_told(&visits, "frozen").await;
    assert!(visits.visit("ana", Duration::from_hours(1), NOW).await.is_some());
    redis.signal(Signal::CONT);
    redis.kill();
    visits_are_told(&visits, "killed").await;
    redis.start().await;
    redis.is_used_by(&limiter).await;
    visits_are_told(&visits, "back").await;
    assert!(matches!(redis.command(&["EXISTS", "claqueta:visit:back 49"]).await, Ok(redis::Value::Int(1))));
}

/// Log lines of this thread.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn an_outage_is_logged_once_and_so_is_its_end() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).with_ansi(false).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let redis = Redis::started().await;
    let limiter = redis.limiter().await;
    redis.signal(Signal::STOP);
    limits_stay_on(&limiter, "frozen").await;
    sleep(Duration::from_millis(2_500)).await;
    limits_stay_on(&limiter, "still frozen").await;
    redis.signal(Signal::CONT);
    redis.is_used_by(&limiter).await;
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert_eq!((text.matches("WARN").count(), text.matches("INFO").count()), (1, 1), "{text}");
}
