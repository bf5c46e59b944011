//! The arithmetic of a token bucket, kept as the time that it lacks to be full.
//!
//! Whoever takes an attempt adds its cost in time, waiting takes away, and a bucket that lacks
//! nothing need not be kept (the generic cell rate algorithm). `shared.lua` says the same in Lua.

use super::{Decision, Limit};
use domain::Timestamp;
use std::time::Duration;

/// What to do to a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Take one attempt, if there is one.
    Take,
    /// Put one back.
    GiveBack,
}

/// A bucket, as it was when it was last touched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    /// Microseconds that it lacks to be full.
    debt: u64,
    at: Timestamp,
}

impl Bucket {
    /// A bucket that lacks nothing.
    pub(super) fn full(now: Timestamp) -> Self {
        Self { debt: 0, at: now }
    }

    /// When it is full again.
    pub(super) fn full_at(&self) -> Timestamp {
        self.at.plus(Duration::from_micros(self.debt).saturating_add(Duration::from_micros(999)))
    }

    /// Moves it to `now` and changes it. A clock that was set back gives nothing and takes nothing.
    pub(super) fn change(&mut self, limit: &Limit, change: Change, now: Timestamp) -> Decision {
        let waited = u64::try_from(now.since(self.at).as_micros()).unwrap_or(u64::MAX);
        let debt = self.debt.saturating_sub(waited).min(limit.window());
        let (allowed, debt) = match change {
            Change::Take if debt + limit.cost() <= limit.window() => (true, debt + limit.cost()),
            Change::Take => (false, debt),
            Change::GiveBack => (true, debt.saturating_sub(limit.cost())),
        };
        *self = Self { debt, at: now };
        Decision::of(limit, allowed, debt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const T0: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const LIMIT: Limit = Limit { name: "test", burst: 3, per_seconds: 900 };

    fn drained() -> Bucket {
        let mut bucket = Bucket::full(T0);
        while bucket.change(&LIMIT, Change::Take, T0).allowed() {}
        bucket
    }

    #[test]
    fn attempts_run_out_and_come_back_one_by_one() {
        let mut bucket = Bucket::full(T0);
        let answers: Vec<_> = (0..4).map(|_| bucket.change(&LIMIT, Change::Take, T0)).collect();
        assert_eq!(
            answers.iter().map(|a| (a.allowed(), a.remaining, a.reset_seconds)).collect::<Vec<_>>(),
            [(true, 2, 300), (true, 1, 600), (true, 0, 900), (false, 0, 900)]
        );
        assert_eq!(answers[3].retry_after, Some(Duration::from_mins(5)));
        let later = T0.plus(Duration::from_mins(5));
        assert!(bucket.change(&LIMIT, Change::Take, later).allowed());
        assert!(!bucket.change(&LIMIT, Change::Take, later).allowed());
    }

    #[test]
    fn giving_back_earns_nothing() {
        let mut bucket = Bucket::full(T0);
        for _ in 0..100 {
            assert!(bucket.change(&LIMIT, Change::Take, T0).allowed());
            bucket.change(&LIMIT, Change::GiveBack, T0);
        }
        bucket.change(&LIMIT, Change::GiveBack, T0);
        assert_eq!((0..10).filter(|_| bucket.change(&LIMIT, Change::Take, T0).allowed()).count(), 3);
    }

    #[test]
    fn a_clock_set_back_neither_frees_nor_locks() {
        let mut bucket = drained();
        let before = T0.minus(Duration::from_hours(1));
        assert!(!bucket.change(&LIMIT, Change::Take, before).allowed());
        assert!(bucket.change(&LIMIT, Change::Take, before.plus(Duration::from_mins(5))).allowed());
    }

    #[test]
    fn a_limit_that_became_smaller_holds_at_once() {
        let mut bucket = drained();
        let smaller = Limit { burst: 1, per_seconds: 10, ..LIMIT };
        assert_eq!(bucket.change(&smaller, Change::Take, T0).retry_after, Some(Duration::from_secs(10)));
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        for (burst, per_seconds) in [(u32::MAX, u32::MAX), (u32::MAX, 1), (1, u32::MAX), (0, 0)] {
            let mut bucket = Bucket::full(Timestamp::from_millis(i64::MAX));
            let limit = Limit { name: "test", burst, per_seconds };
            assert!(bucket.change(&limit, Change::Take, Timestamp::from_millis(i64::MAX)).allowed());
            assert!(bucket.full_at() >= Timestamp::from_millis(i64::MAX));
        }
    }

    proptest! {
        /// In no stretch of time is more allowed than the burst and what comes back meanwhile.
        #[test]
        fn never_more_than_the_burst_and_the_rate(
            burst in 1_u32..50, per_seconds in 1_u32..100, pauses in prop::collection::vec(0_u64..3_000, 1..300),
        ) {
            let limit = Limit { name: "test", burst, per_seconds };
            let mut bucket = Bucket::full(T0);
            let mut now = T0;
            let mut allowed = Vec::new();
            for pause in pauses {
                now = now.plus(Duration::from_millis(pause));
                if bucket.change(&limit, Change::Take, now).allowed() {
                    allowed.push(now);
                }
            }
            let rate = f64::from(burst) / f64::from(per_seconds);
            for (i, first) in allowed.iter().enumerate() {
                for (count, last) in (1_u32..).zip(&allowed[i..]) {
                    let most = f64::from(burst) + rate * last.since(*first).as_secs_f64();
                    prop_assert!(f64::from(count) <= most + 1e-6, "{count} > {most}");
                }
            }
        }

        /// Whoever keeps to the rate is never refused.
        #[test]
        fn whoever_keeps_to_the_rate_is_never_refused(burst in 1_u32..50, per_seconds in 1_u32..100, jitter in prop::collection::vec(0_u64..500, 1..200)) {
            let limit = Limit { name: "test", burst, per_seconds };
            let apart = limit.cost().div_ceil(1_000);
            let mut bucket = Bucket::full(T0);
            let mut now = T0;
            for extra in jitter {
                prop_assert!(bucket.change(&limit, Change::Take, now).allowed());
                now = now.plus(Duration::from_millis(apart + extra));
            }
        }

        /// What a refusal tells is true: one millisecond less is too early, the time told is enough.
        #[test]
        fn the_time_to_wait_is_exact(burst in 1_u32..50, per_seconds in 1_u32..100) {
            let limit = Limit { name: "test", burst, per_seconds };
            let mut bucket = Bucket::full(T0);
            let wait = loop {
                if let Some(wait) = bucket.change(&limit, Change::Take, T0).retry_after {
                    break wait;
                }
            };
            let enough = T0.plus(wait + Duration::from_millis(1));
            let mut hasty = bucket;
            let early = T0.plus(wait.saturating_sub(Duration::from_millis(1)));
            prop_assert!(!hasty.change(&limit, Change::Take, early).allowed());
            prop_assert!(bucket.change(&limit, Change::Take, enough).allowed());
        }
    }
}
