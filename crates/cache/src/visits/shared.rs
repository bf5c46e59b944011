//! The visits that several servers share, in Redis.

use crate::pool::Pool;
use redis::Script;
use std::sync::LazyLock;
use std::time::Duration;

/// Runs as one step, so that of two servers only one begins a window.
static SCRIPT: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("shared.lua")));

/// Notes a visit; tells how long ago the one before was, or `None` if Redis does not answer.
pub(super) async fn visit(pool: &Pool, key: &str, window: Duration) -> Option<Option<Duration>> {
    let (key, window) = (format!("claqueta:visit:{key}"), u64::try_from(window.as_millis()).unwrap_or(u64::MAX).max(1));
    let question = |mut connection| async move { SCRIPT.key(key).arg(window).invoke_async(&mut connection).await };
    let ago = pool.ask::<Option<u64>, _>(question).await?;
    Some(ago.map(Duration::from_millis))
}
