//! Buckets in a real Redis, which `CLAQUETA_TEST_REDIS` names.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use cache::{Decision, Limit, Limiter, Settings, Visits};
use domain::Timestamp;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Redis goes by its own clock, so this one is as good as any.
const NOW: Timestamp = Timestamp::from_millis(0);
const SLOW: Limit = Limit { name: "test-slow", burst: 5, per_seconds: 3_600 };

fn url() -> String {
    #[expect(clippy::disallowed_methods, reason = "the test runner tells the server's address this way")]
    std::env::var("CLAQUETA_TEST_REDIS")
        .unwrap_or_else(|_| panic!("CLAQUETA_TEST_REDIS is not set: run the tests by `cargo xtask test`, which starts a Redis of its own"))
}

/// One of several servers. Patient, so that a busy test machine does not pass for an outage.
async fn server() -> Limiter {
    let limiter = Limiter::open(&Settings { url: url(), timeout_milliseconds: 60_000, pool_size: 4 }).await.unwrap();
    while limiter.redis_answers() != Some(true) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    limiter
}

/// A name that nobody has used before.
fn new_key() -> String {
    format!("{}-{:x}", std::process::id(), RandomState::new().hash_one(0))
}

async fn redis() -> redis::aio::MultiplexedConnection {
    let patient = redis::AsyncConnectionConfig::new().set_response_timeout(None);
    redis::Client::open(url()).unwrap().get_multiplexed_async_connection_with_config(&patient).await.unwrap()
}

#[tokio::test]
async fn servers_count_together_and_answer_as_one_process_does() {
    let (a, b, alone, key) = (server().await, server().await, Limiter::in_process(), new_key());
    let mut shared: Vec<Decision> = Vec::new();
    let mut single: Vec<Decision> = Vec::new();
    for i in 0..8 {
        shared.push(if i % 2 == 0 { &a } else { &b }.check(&SLOW, &key, NOW).await);
        single.push(alone.check(&SLOW, &key, NOW).await);
    }
    assert_eq!(shared.iter().filter(|d| d.allowed()).count(), 5);
    for (shared, single) in shared.iter().zip(&single) {
        assert_eq!((shared.allowed(), shared.remaining), (single.allowed(), single.remaining));
        assert!(shared.reset_seconds.abs_diff(single.reset_seconds) <= 60, "{shared:?} {single:?}");
        let wait = |d: &Decision| d.retry_after.unwrap_or_default();
        assert!(wait(shared).abs_diff(wait(single)) < Duration::from_mins(1), "{shared:?} {single:?}");
    }
    assert!(a.check(&SLOW, &new_key(), NOW).await.allowed(), "another key is another bucket");
    assert!(a.check(&Limit { name: "test-other", ..SLOW }, &key, NOW).await.allowed(), "another limit as well");
}

#[tokio::test]
async fn giving_back_earns_nothing() {
    let (limiter, key) = (server().await, new_key());
    for _ in 0..20 {
        assert!(limiter.check(&SLOW, &key, NOW).await.allowed());
        limiter.give_back(&SLOW, &key, NOW).await;
    }
    limiter.give_back(&SLOW, &key, NOW).await;
    let mut allowed = 0;
    for _ in 0..8 {
        allowed += u32::from(limiter.check(&SLOW, &key, NOW).await.allowed());
    }
    assert_eq!(allowed, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn never_more_than_the_burst_and_the_rate_however_many_ask() {
    let limit = Limit { name: "test-fast", burst: 20, per_seconds: 1 };
    let (key, started, allowed) = (new_key(), Instant::now(), Arc::new(AtomicU32::new(0)));
    let mut askers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (limiter, key, allowed) = (server().await, key.clone(), Arc::clone(&allowed));
        askers.spawn(async move {
            // Twice the burst: it comes back at the rate.
            while allowed.load(Ordering::SeqCst) < 40 {
                allowed.fetch_add(u32::from(limiter.check(&limit, &key, NOW).await.allowed()), Ordering::SeqCst);
            }
        });
    }
    askers.join_all().await;
    let allowed = allowed.load(Ordering::SeqCst);
    let most = 20.0 + 20.0 * started.elapsed().as_secs_f64();
    assert!(f64::from(allowed) <= most, "{allowed} of at most {most}");
}

#[tokio::test]
async fn a_bucket_stays_in_redis_no_longer_than_it_is_not_full() {
    let (limiter, key) = (server().await, new_key());
    limiter.check(&SLOW, &key, NOW).await;
    let name = format!("claqueta:limit:test-slow:{key}");
    let left: i64 = redis::cmd("PTTL").arg(&name).query_async(&mut redis().await).await.unwrap();
    assert!((700_000..=720_000).contains(&left), "{left} ms");
    limiter.give_back(&SLOW, &key, NOW).await;
    let exists: bool = redis::cmd("EXISTS").arg(&name).query_async(&mut redis().await).await.unwrap();
    assert!(!exists);
}

#[tokio::test]
async fn a_count_from_a_clock_that_ran_ahead_locks_nobody_out_for_long() {
    let (limiter, key) = (server().await, new_key());
    let limit = Limit { name: "test-ahead", burst: 2, per_seconds: 1 };
    // In the year 2100.
    redis::cmd("SET")
        .arg(format!("claqueta:limit:test-ahead:{key}"))
        .arg(4_102_444_800_000_000_u64)
        .exec_async(&mut redis().await)
        .await
        .unwrap();
    let refused = limiter.check(&limit, &key, NOW).await;
    assert_eq!(refused.retry_after, Some(Duration::from_millis(500)));
    tokio::time::sleep(Duration::from_millis(550)).await;
    assert!(limiter.check(&limit, &key, NOW).await.allowed());
}

#[tokio::test]
async fn a_redis_that_forgot_the_script_is_told_again() {
    let (limiter, key) = (server().await, new_key());
    limiter.check(&SLOW, &key, NOW).await;
    redis::cmd("SCRIPT").arg("FLUSH").exec_async(&mut redis().await).await.unwrap();
    assert_eq!(limiter.check(&SLOW, &key, NOW).await.remaining, 3);
}

#[tokio::test]
async fn a_visit_to_one_server_is_known_to_the_other() {
    let (one, two, key) = (Visits::beside(&server().await), Visits::beside(&server().await), new_key());
    let window = Duration::from_hours(1);
    let mut askers = tokio::task::JoinSet::new();
    for n in 0..200 {
        let (visits, key) = (if n % 2 == 0 { one.clone() } else { two.clone() }, key.clone());
        askers.spawn(async move { visits.visit(&key, window, NOW).await });
    }
    let first = askers.join_all().await.into_iter().filter(Option::is_none).count();
    assert_eq!(first, 1);
    tokio::time::sleep(Duration::from_millis(200)).await;
    let ago = two.visit(&key, window, NOW).await.unwrap();
    assert!((Duration::from_millis(200)..Duration::from_mins(1)).contains(&ago), "{ago:?}");
    let left: i64 = redis::cmd("PTTL").arg(format!("claqueta:visit:{key}")).query_async(&mut redis().await).await.unwrap();
    assert!((3_540_000..=3_599_800).contains(&left), "{left} ms: coming back makes no window longer");
}

#[tokio::test]
async fn a_window_in_redis_ends() {
    let (visits, key) = (Visits::beside(&server().await), new_key());
    let window = Duration::from_mins(1);
    assert_eq!(visits.visit(&key, window, NOW).await, None);
    assert!(visits.visit(&key, window, NOW).await.is_some());
    let (name, mut redis) = (format!("claqueta:visit:{key}"), redis().await);
    let left: i64 = redis::cmd("PTTL").arg(&name).query_async(&mut redis).await.unwrap();
    assert!((1..=60_000).contains(&left), "{left} ms");
    // As if that time were over.
    let _: i64 = redis::cmd("PEXPIRE").arg(&name).arg(0).query_async(&mut redis).await.unwrap();
    assert_eq!(visits.visit(&key, window, NOW).await, None);
}
