//! What is allowed, and what came of asking.

use std::time::Duration;

/// The size of a token bucket: `burst` attempts at once, and as many again spread over
/// `per_seconds`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Tells the counts of different limits apart.
    pub name: &'static str,
    /// Attempts at once; 0 counts as 1.
    pub burst: u32,
    /// In how many seconds an empty bucket fills up; 0 counts as 1.
    pub per_seconds: u32,
}

impl Limit {
    /// Microseconds in which one attempt comes back; rounded up, so that nobody gains by rounding.
    pub(super) fn cost(&self) -> u64 {
        (u64::from(self.per_seconds.max(1)) * 1_000_000).div_ceil(u64::from(self.burst.max(1)))
    }

    /// Microseconds in which an empty bucket fills up.
    pub(super) fn window(&self) -> u64 {
        self.cost() * u64::from(self.burst.max(1))
    }
}

/// What came of asking for an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Attempts that are left now.
    pub remaining: u32,
    /// Whole seconds, rounded up, until the bucket is full again if nothing more is taken.
    pub reset_seconds: u64,
    /// How long until there is an attempt again; `None` if this one was allowed.
    pub retry_after: Option<Duration>,
}

impl Decision {
    /// Whether the attempt may go on.
    pub fn allowed(&self) -> bool {
        self.retry_after.is_none()
    }

    /// Of a bucket that lacks `debt` microseconds to be full.
    pub(super) fn of(limit: &Limit, allowed: bool, debt: u64) -> Self {
        let left = limit.window().saturating_sub(debt);
        Self {
            remaining: u32::try_from(left / limit.cost()).unwrap_or(u32::MAX),
            reset_seconds: debt.div_ceil(1_000_000),
            retry_after: (!allowed).then(|| Duration::from_micros(limit.cost().saturating_sub(left))),
        }
    }
}
