//! How often something may be done: token buckets, in Redis or in this process.
//!
//! [`Limiter`] is what others use. `bucket` holds the arithmetic, `local` the buckets of this
//! process, `shared` those that several servers share.

mod bucket;
mod limit;
mod local;
mod shared;

pub use limit::{Decision, Limit};

use crate::link::Link;
use crate::pool::Pool;
use crate::settings::{InvalidUrl, Settings};
use bucket::Change;
use domain::Timestamp;
use local::LocalBuckets;
use std::sync::Arc;

/// Most buckets that are not full in this process: some ten megabytes under attack.
const CAPACITY: usize = 100_000;

/// Counts attempts per limit and key. Cheap to clone; clones count together.
#[derive(Clone)]
pub struct Limiter(Arc<Inner>);

struct Inner {
    local: LocalBuckets,
    redis: Option<Redis>,
}

/// One Redis: the connection of the counters, and the pool for the rest.
struct Redis {
    link: Arc<Link>,
    pool: Pool,
}

impl Limiter {
    /// Counts in the memory of this process.
    pub fn in_process() -> Self {
        Self(Arc::new(Inner { local: LocalBuckets::new(CAPACITY), redis: None }))
    }

    /// Counts where the settings say. A Redis that does not answer is no error: until it does, the
    /// counting goes on in this process. Waits for the first connection, a second at most.
    ///
    /// # Errors
    /// [`InvalidUrl`]; [`Settings::validate`] tells before.
    pub async fn open(settings: &Settings) -> Result<Self, InvalidUrl> {
        let Some(client) = settings.client()? else { return Ok(Self::in_process()) };
        let link = Arc::new(Link::open(client.clone(), settings.timeout()).await);
        let pool = Pool::new(&client, Arc::clone(&link), settings)?;
        Ok(Self(Arc::new(Inner { local: LocalBuckets::new(CAPACITY), redis: Some(Redis { link, pool }) })))
    }

    /// Whether Redis answers at the moment; `None` where none is configured.
    pub fn redis_answers(&self) -> Option<bool> {
        self.0.redis.as_ref().map(|redis| redis.link.is_up())
    }

    /// The pooled connections, for what is kept in the same Redis beyond counts.
    pub(crate) fn pool(&self) -> Option<Pool> {
        self.0.redis.as_ref().map(|redis| redis.pool.clone())
    }

    /// Takes one attempt if there is one. In Redis, time is what Redis says, so that the clocks of
    /// several servers need not agree; in this process it is `now`.
    pub async fn check(&self, limit: &Limit, key: &str, now: Timestamp) -> Decision {
        self.change(limit, key, Change::Take, now).await
    }

    /// Gives one attempt back, for where only some outcomes count. A bucket never gets fuller than
    /// full by it.
    pub async fn give_back(&self, limit: &Limit, key: &str, now: Timestamp) {
        self.change(limit, key, Change::GiveBack, now).await;
    }

    async fn change(&self, limit: &Limit, key: &str, change: Change, now: Timestamp) -> Decision {
        let key = format!("{}:{key}", limit.name);
        if let Some(redis) = &self.0.redis
            && let Some(decision) = shared::change(&redis.link, limit, &key, change).await
        {
            return decision;
        }
        self.0.local.change(limit, &key, change, now)
    }
}
