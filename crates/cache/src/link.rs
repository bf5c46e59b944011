//! The connection to Redis, for which nobody waits.
//!
//! One connection carries the requests of all threads at once. A task of its own keeps it: it alone
//! connects, so a request either finds a connection or goes on without. The first request that gets
//! no good answer in time takes the connection away from all others; the task then pauses, and
//! gives the next one out only after Redis has taken a write on it. So an outage costs each request
//! that is under way the timeout once, and later ones nothing.

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisResult};
use std::fmt::Display;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Longest time until a connection stands; only the task waits for it, and the start.
const CONNECT: Duration = Duration::from_secs(1);
/// Pause between an outage and the next attempt to connect.
const PAUSE: Duration = Duration::from_secs(1);
/// A key that is written to see whether writing works.
const PROBE: &str = "claqueta:probe";

/// Redis, as long as it answers.
pub(crate) struct Link {
    current: watch::Sender<Option<Live>>,
    timeout: Duration,
    /// Ends with the link.
    _keeper: JoinSet<()>,
}

/// One connection; the number tells it from its successors.
#[derive(Clone)]
struct Live {
    connection: MultiplexedConnection,
    number: u64,
}

/// A connection that was standing when it was asked for.
pub(crate) struct UpLink(u64);

impl UpLink {
    /// The number that tells it from the connections before and after it.
    pub(crate) fn number(&self) -> u64 {
        self.0
    }
}

impl Link {
    /// Tries to connect once and returns, connected or not. The connection lives on the runtime of
    /// the caller, so that busy threads elsewhere do not make Redis look slow.
    pub(crate) async fn open(client: Client, timeout: Duration) -> Self {
        let (current, _) = watch::channel(None);
        let first = connect(&client, timeout).await;
        let mut keeper = JoinSet::new();
        let keeping = Keeper { client, timeout, current: current.clone() };
        keeping.take(first, 0);
        keeper.spawn(keeping.run());
        Self { current, timeout, _keeper: keeper }
    }

    /// Whether there is a connection.
    pub(crate) fn is_up(&self) -> bool {
        self.current.borrow().is_some()
    }

    /// The connection of now, for others that use the same Redis; `None` while it is away.
    pub(crate) fn up(&self) -> Option<UpLink> {
        self.current.borrow().as_ref().map(|live| UpLink(live.number))
    }

    /// The answer to a question, or `None` at once or after the timeout.
    pub(crate) async fn ask<T, F>(&self, question: impl FnOnce(MultiplexedConnection) -> F) -> Option<T>
    where
        F: Future<Output = RedisResult<T>>,
    {
        let Live { connection, number } = self.current.borrow().clone()?;
        match timeout(self.timeout, question(connection)).await {
            Ok(Ok(answer)) => return Some(answer),
            Ok(Err(error)) => self.give_up(&UpLink(number), &error),
            Err(elapsed) => self.give_up(&UpLink(number), &elapsed),
        }
        None
    }

    /// Ends the use of a connection by all, unless another one has come in its place.
    pub(crate) fn give_up(&self, up: &UpLink, reason: &dyn Display) {
        let was_ours = self.current.send_if_modified(|current| {
            let ours = current.as_ref().is_some_and(|live| live.number == up.0);
            if ours {
                *current = None;
            }
            ours
        });
        if was_ours {
            tracing::warn!(%reason, "Redis fails; this server goes on by itself until it answers again");
        }
    }
}

/// The task that keeps the connection.
struct Keeper {
    client: Client,
    timeout: Duration,
    current: watch::Sender<Option<Live>>,
}

impl Keeper {
    async fn run(self) {
        let mut seen = self.current.subscribe();
        for number in 1_u64.. {
            // Cannot fail: we hold a sender ourselves.
            let _ = seen.wait_for(Option::is_none).await;
            let connection = loop {
                sleep(PAUSE).await;
                if let Ok(connection) = connect(&self.client, self.timeout).await {
                    break connection;
                }
            };
            tracing::info!("Redis answers");
            self.current.send_replace(Some(Live { connection, number }));
        }
    }

    fn take(&self, first: RedisResult<MultiplexedConnection>, number: u64) {
        match first {
            Ok(connection) => {
                self.current.send_replace(Some(Live { connection, number }));
            }
            Err(error) => tracing::warn!(%error, "Redis does not answer; this server goes on by itself until it does"),
        }
    }
}

/// A connection on which Redis has taken a write within the time that requests give it: a server
/// that is full, loading or only a copy is of no use to us.
async fn connect(client: &Client, timeout: Duration) -> RedisResult<MultiplexedConnection> {
    let config = AsyncConnectionConfig::new().set_connection_timeout(Some(CONNECT)).set_response_timeout(Some(timeout));
    let mut connection = client.get_multiplexed_async_connection_with_config(&config).await?;
    redis::cmd("SET").arg(PROBE).arg(1).arg("PX").arg(1_000).exec_async(&mut connection).await?;
    Ok(connection)
}
