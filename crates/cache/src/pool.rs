//! Pooled connections to Redis, for values rather than counts.
//!
//! Counters share the one connection of [`Link`], where a command waits for those before it. What is larger than a
//! count takes a connection of its own from this pool, so that it delays no counter. Both go by one opinion of
//! whether Redis answers, which is the link's: the first failure, here or there, ends the use of Redis for all
//! until the link has connected anew.

use crate::link::{Link, UpLink};
use crate::settings::{InvalidUrl, Settings};
use deadpool_redis::{Connection, Manager, PoolError, Runtime, TimeoutType};
use redis::{AsyncConnectionConfig, Client, RedisResult};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::timeout;

/// Connections to one Redis, made when they are needed and kept.
#[derive(Clone)]
pub(crate) struct Pool {
    connections: deadpool_redis::Pool,
    link: Arc<Link>,
    timeout: Duration,
    /// The link's connection under which the pooled ones were made: those from before an outage are not used again.
    generation: Arc<AtomicU64>,
}

impl Pool {
    /// A pool without connections.
    ///
    /// # Errors
    /// [`InvalidUrl`].
    pub(crate) fn new(client: &Client, link: Arc<Link>, settings: &Settings) -> Result<Self, InvalidUrl> {
        let patience = settings.timeout();
        let config = AsyncConnectionConfig::new().set_connection_timeout(Some(patience)).set_response_timeout(Some(patience));
        let manager = Manager::new_with_config(client.get_connection_info().clone(), config).map_err(InvalidUrl::from)?;
        let connections = deadpool_redis::Pool::builder(manager)
            .max_size(settings.pool_size)
            .wait_timeout(Some(patience / 2))
            .create_timeout(Some(patience))
            .recycle_timeout(Some(patience))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| InvalidUrl::new(error.to_string()))?;
        Ok(Self { connections, link, timeout: patience, generation: Arc::default() })
    }

    /// The answer to a question, or `None` at once while Redis is away, and after the timeout at the latest. A pool
    /// whose connections are all busy says nothing about Redis: this question goes without, others go on.
    pub(crate) async fn ask<T, F>(&self, question: impl FnOnce(Connection) -> F) -> Option<T>
    where
        F: Future<Output = RedisResult<T>>,
    {
        let up = self.link.up()?;
        self.drop_older_connections(&up);
        let asked = async {
            let connection = self.connections.get().await?;
            question(connection).await.map_err(PoolError::Backend)
        };
        match timeout(self.timeout, asked).await {
            Ok(Ok(answer)) => return Some(answer),
            Ok(Err(PoolError::Timeout(TimeoutType::Wait))) => tracing::debug!("every pooled connection to Redis is busy"),
            Ok(Err(error)) => self.link.give_up(&up, &error),
            Err(elapsed) => self.link.give_up(&up, &elapsed),
        }
        None
    }

    fn drop_older_connections(&self, up: &UpLink) {
        if self.generation.swap(up.number(), Ordering::Relaxed) != up.number() {
            let _ = self.connections.retain(|_, _| false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use redis::AsyncCommands;

    #[expect(clippy::disallowed_methods, reason = "the test runner tells the server's address this way")]
    fn url() -> String {
        std::env::var("CLAQUETA_TEST_REDIS").expect("CLAQUETA_TEST_REDIS: run the tests by `cargo xtask test`")
    }

    async fn pool(pool_size: usize, timeout_milliseconds: u64) -> Pool {
        let settings = Settings { url: url(), timeout_milliseconds, pool_size };
        let client = settings.client().unwrap().unwrap();
        let link = Arc::new(Link::open(client.clone(), settings.timeout()).await);
        Pool::new(&client, link, &settings).unwrap()
    }

    #[tokio::test]
    async fn busy_connections_are_no_outage() {
        let pool = pool(1, 6_000).await;
        let list = format!("claqueta:test:busy:{}", std::process::id());
        let mut waiting = tokio::task::JoinSet::new();
        waiting.spawn({
            let (pool, list) = (pool.clone(), list.clone());
            async move { pool.ask(|mut redis| async move { redis.blpop::<_, Option<(String, u8)>>(&list, 0.0).await }).await }
        });
        while pool.connections.status().available > 0 || pool.connections.status().size == 0 {
            tokio::task::yield_now().await;
        }
        let none: Option<u8> = pool.ask(|mut redis| async move { redis.get("claqueta:test:absent").await }).await;
        assert_eq!(none, None);
        assert!(pool.link.is_up(), "a busy pool was taken for an outage");
        let mut other = Client::open(url()).unwrap().get_multiplexed_async_connection().await.unwrap();
        let _: u8 = other.lpush(&list, 7).await.unwrap();
        assert!(matches!(waiting.join_all().await[..], [Some(Some((_, 7)))]));
    }

    #[tokio::test]
    async fn connections_from_before_an_outage_are_not_used_again() {
        let pool = pool(2, 60_000).await;
        let id = |mut redis: Connection| async move { redis::cmd("CLIENT").arg("ID").query_async::<u64>(&mut redis).await };
        let before = pool.ask(id).await.unwrap();
        assert_eq!(pool.ask(id).await, Some(before), "a connection is kept");
        pool.link.give_up(&pool.link.up().unwrap(), &"a test ends it");
        while !pool.link.is_up() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_ne!(pool.ask(id).await.unwrap(), before);
    }
}
