//! The buckets that several servers share, in Redis.

use super::bucket::Change;
use super::{Decision, Limit};
use crate::link::Link;
use redis::Script;
use std::sync::LazyLock;

/// Runs as one step, so that two servers never both take the last attempt.
static SCRIPT: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("shared.lua")));

/// Changes a bucket, or `None` if Redis does not answer.
pub(super) async fn change(link: &Link, limit: &Limit, key: &str, change: Change) -> Option<Decision> {
    let (cost, sign) = match change {
        Change::Take => (limit.cost(), ""),
        Change::GiveBack => (limit.cost(), "-"),
    };
    let (key, cost, window) = (format!("claqueta:limit:{key}"), format!("{sign}{cost}"), limit.window());
    let question = |mut connection| async move { SCRIPT.key(key).arg(cost).arg(window).invoke_async(&mut connection).await };
    let (allowed, debt) = link.ask::<(bool, u64), _>(question).await?;
    Some(Decision::of(limit, allowed, debt))
}
