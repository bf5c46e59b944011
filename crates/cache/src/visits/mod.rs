//! Who was somewhere not long ago: in Redis, where all servers see it, or in this process.
//!
//! A window begins with somebody's first visit and ends after its time, however often he comes back. [`Visits`] is what
//! others use; `local` holds the visits to this process, `shared` those that several servers share.

mod local;
mod shared;

use crate::limiter::Limiter;
use crate::pool::Pool;
use domain::Timestamp;
use local::LocalVisits;
use std::sync::Arc;
use std::time::Duration;

/// Most visitors whose windows this process remembers: some twenty megabytes.
const CAPACITY: usize = 100_000;

/// Remembers visits by key. Cheap to clone; clones remember together.
#[derive(Clone)]
pub struct Visits(Arc<Inner>);

struct Inner {
    local: LocalVisits,
    pool: Option<Pool>,
}

impl Visits {
    /// Remembers in the memory of this process.
    pub fn in_process() -> Self {
        Self::over(None)
    }

    /// Remembers in the Redis in which the limiter counts, if there is one.
    pub fn beside(limiter: &Limiter) -> Self {
        Self::over(limiter.pool())
    }

    fn over(pool: Option<Pool>) -> Self {
        Self(Arc::new(Inner { local: LocalVisits::new(CAPACITY), pool }))
    }

    /// Notes a visit. Tells how long ago the one before was, if its window lasts still; nothing where a new window
    /// begins. In Redis, time is what Redis says; in this process it is `now`.
    pub async fn visit(&self, key: &str, window: Duration, now: Timestamp) -> Option<Duration> {
        // Here in any case, so that who was noted in Redis is no stranger when it goes away.
        let here = self.0.local.visit(key, window, now);
        match &self.0.pool {
            Some(pool) => shared::visit(pool, key, window).await.unwrap_or(here),
            None => here,
        }
    }
}
