//! How often something may be tried. One server keeps its counts in memory; several need to share
//! them, which is another [`Limiter`].

use domain::Timestamp;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A token bucket's size: `burst` at once, and as many again spread over `window`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Attempts at once.
    pub burst: u32,
    /// In which time an empty bucket fills up.
    pub window: Duration,
}

impl Quota {
    /// Attempts that came back in `elapsed`.
    fn refill(self, elapsed: Duration) -> f64 {
        f64::from(self.burst) * elapsed.as_secs_f64() / self.window.as_secs_f64()
    }
}

/// Counts attempts per key.
#[async_trait::async_trait]
pub trait Limiter: Send + Sync {
    /// Takes one attempt, or tells how long until there is one.
    async fn take(&self, key: &str, quota: Quota, now: Timestamp) -> Result<(), Duration>;

    /// Gives one attempt back: it turned out well, and only failures count.
    async fn give_back(&self, key: &str, quota: Quota, now: Timestamp);
}

/// The key of a client address. Whoever has one IPv6 address has a /64 of them.
pub fn address_key(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Buckets in the memory of this process, a bounded number of them.
pub struct LocalLimiter {
    buckets: Mutex<HashMap<String, Bucket>>,
    capacity: usize,
}

#[derive(Clone, Copy)]
struct Bucket {
    left: f64,
    at: Timestamp,
    /// From when on the bucket is full again and says nothing.
    full_at: Timestamp,
}

impl Bucket {
    fn full(quota: Quota, now: Timestamp) -> Self {
        Self { left: f64::from(quota.burst), at: now, full_at: now }
    }

    /// A clock that was set back refills nothing, and does no harm otherwise.
    fn at(self, quota: Quota, now: Timestamp) -> Self {
        let left = (self.left + quota.refill(now.since(self.at))).min(f64::from(quota.burst));
        Self { left, at: now, ..self }
    }

    fn with(self, left: f64, quota: Quota) -> Self {
        let left = left.min(f64::from(quota.burst));
        let missing = (f64::from(quota.burst) - left) / f64::from(quota.burst);
        Self { left, full_at: self.at.plus(quota.window.mul_f64(missing)), ..self }
    }
}

impl Default for LocalLimiter {
    /// Room for 100,000 keys: some ten megabytes under attack, nothing otherwise.
    fn default() -> Self {
        Self::new(100_000)
    }
}

impl LocalLimiter {
    /// At most `capacity` keys, at least one.
    pub fn new(capacity: usize) -> Self {
        Self { buckets: Mutex::new(HashMap::new()), capacity: capacity.max(1) }
    }

    /// Moves the bucket to `now` and replaces what is left by what `change` says.
    fn update<T>(&self, key: &str, quota: Quota, now: Timestamp, change: impl FnOnce(f64) -> (f64, T)) -> T {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if !buckets.contains_key(key) {
            make_room(&mut buckets, self.capacity, now);
        }
        let bucket = buckets.entry(key.to_owned()).or_insert_with(|| Bucket::full(quota, now));
        let moved = bucket.at(quota, now);
        let (left, answer) = change(moved.left);
        *bucket = moved.with(left, quota);
        answer
    }
}

/// Forgets full buckets when the map is full, and if that is not enough, the half that is nearest
/// to being full: so that flooding us with names frees no name that is under attack.
fn make_room(buckets: &mut HashMap<String, Bucket>, capacity: usize, now: Timestamp) {
    if buckets.len() < capacity {
        return;
    }
    buckets.retain(|_, bucket| bucket.full_at > now);
    if buckets.len() < capacity {
        return;
    }
    let mut dates: Vec<Timestamp> = buckets.values().map(|bucket| bucket.full_at).collect();
    let (_, median, _) = dates.select_nth_unstable(capacity / 2);
    let median = *median;
    buckets.retain(|_, bucket| bucket.full_at > median);
}

#[async_trait::async_trait]
impl Limiter for LocalLimiter {
    async fn take(&self, key: &str, quota: Quota, now: Timestamp) -> Result<(), Duration> {
        self.update(key, quota, now, |left| {
            if left >= 1.0 {
                return (left - 1.0, Ok(()));
            }
            (left, Err(quota.window.mul_f64((1.0 - left) / f64::from(quota.burst))))
        })
    }

    async fn give_back(&self, key: &str, quota: Quota, now: Timestamp) {
        self.update(key, quota, now, |left| (left + 1.0, ()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTA: Quota = Quota { burst: 3, window: Duration::from_mins(15) };
    const T0: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    async fn drain(limiter: &LocalLimiter, key: &str) {
        while limiter.take(key, QUOTA, T0).await.is_ok() {}
    }

    #[tokio::test]
    async fn attempts_run_out_and_come_back_one_by_one() {
        let limiter = LocalLimiter::default();
        for _ in 0..3 {
            assert_eq!(limiter.take("ana", QUOTA, T0).await, Ok(()));
        }
        assert_eq!(limiter.take("ana", QUOTA, T0).await, Err(Duration::from_mins(5)));
        assert_eq!(limiter.take("eva", QUOTA, T0).await, Ok(()), "others are not concerned");
        let later = T0.plus(Duration::from_mins(5));
        assert_eq!(limiter.take("ana", QUOTA, later).await, Ok(()));
        assert_eq!(limiter.take("ana", QUOTA, later).await, Err(Duration::from_mins(5)));
    }

    #[tokio::test]
    async fn a_success_costs_nothing_and_earns_nothing() {
        let limiter = LocalLimiter::default();
        for _ in 0..100 {
            assert_eq!(limiter.take("ana", QUOTA, T0).await, Ok(()));
            limiter.give_back("ana", QUOTA, T0).await;
        }
        limiter.give_back("ana", QUOTA, T0).await;
        for _ in 0..3 {
            assert_eq!(limiter.take("ana", QUOTA, T0).await, Ok(()));
        }
        assert!(limiter.take("ana", QUOTA, T0).await.is_err(), "never more than the burst");
    }

    #[tokio::test]
    async fn a_clock_set_back_neither_frees_nor_locks() {
        let limiter = LocalLimiter::default();
        drain(&limiter, "ana").await;
        let before = T0.minus(Duration::from_hours(1));
        assert!(limiter.take("ana", QUOTA, before).await.is_err());
        assert!(limiter.take("ana", QUOTA, before.plus(Duration::from_mins(5))).await.is_ok());
    }

    #[tokio::test]
    async fn a_flood_of_names_keeps_the_map_small_and_the_attacked_name_locked() {
        let limiter = LocalLimiter::new(100);
        drain(&limiter, "ana").await;
        for i in 0..10_000 {
            let _ = limiter.take(&format!("name-{i}"), QUOTA, T0).await;
        }
        assert!(limiter.buckets.lock().unwrap().len() <= 100);
        assert!(limiter.take("ana", QUOTA, T0).await.is_err());
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_as_one() {
        let key = |text: &str| address_key(text.parse().unwrap());
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
