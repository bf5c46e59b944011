//! The audit log: what was done to accounts and by administrators, by whom and when.
//!
//! An event is written in the transaction of what it tells of, so neither stands without the other.
//! It holds no secret, and no word about a person beyond ids and an address.

use crate::id::{AuditEventId, UserId};
use crate::time::Timestamp;
use serde::Serialize;
use std::net::IpAddr;
use utoipa::ToSchema;

/// One thing that was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its identifier.
    pub id: AuditEventId,
    /// When.
    pub at: Timestamp,
    /// Who did it; nobody where the operator did at the command line, or the system by itself.
    pub actor_id: Option<UserId>,
    /// What was done: `thing.done`, such as `password.changed`.
    pub action: &'static str,
    /// What it was done to.
    pub target: Option<Target>,
    /// Where the request came from.
    pub address: Option<IpAddr>,
    /// Further facts, such as the role before and after.
    pub detail: serde_json::Value,
}

/// What something was done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The kind of thing, such as `user`.
    pub kind: &'static str,
    /// Its identifier.
    pub id: String,
}

impl Event {
    /// An event without further facts, done to nothing in particular.
    pub fn new(id: AuditEventId, action: &'static str, actor_id: Option<UserId>, at: Timestamp) -> Self {
        Self { id, at, actor_id, action, target: None, address: None, detail: serde_json::Value::Object(serde_json::Map::new()) }
    }

    /// An event without further facts, done to an account.
    pub fn on_user(id: AuditEventId, action: &'static str, actor_id: Option<UserId>, user: UserId, at: Timestamp) -> Self {
        let target = Some(Target { kind: "user", id: user.to_string() });
        Self { target, ..Self::new(id, action, actor_id, at) }
    }

    /// The same event with where the request came from.
    #[must_use]
    pub fn from(mut self, address: Option<IpAddr>) -> Self {
        self.address = address;
        self
    }

    /// The same event with further facts.
    #[must_use]
    pub fn with(mut self, detail: serde_json::Value) -> Self {
        self.detail = detail;
        self
    }
}

/// One line of the log as administrators read it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct EventView {
    /// Its identifier.
    pub id: AuditEventId,
    /// When.
    pub at: Timestamp,
    /// Who did it; `null` for the operator at the command line and for the system itself.
    pub actor_id: Option<UserId>,
    /// What was done.
    #[schema(example = "user.suspended")]
    pub action: String,
    /// What it was done to.
    pub target: Option<TargetView>,
    /// Where the request came from.
    #[schema(example = "192.0.2.7")]
    pub address: Option<String>,
    /// Further facts, depending on the action.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
}

/// What something was done to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TargetView {
    /// The kind of thing.
    #[schema(example = "user")]
    pub kind: String,
    /// Its identifier.
    #[schema(example = "0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e")]
    pub id: String,
}
