//! The audit log. Rows are only ever added.

use crate::db::WriteTx;
use crate::db::sealed::Connected;
use crate::entity::audit_event;
use crate::error::Result;
use domain::audit::Event;
use sea_orm::{ActiveValue::Set, EntityTrait};

/// Writes an event.
///
/// # Errors
/// If the database fails.
pub async fn insert(tx: &WriteTx, event: &Event) -> Result<()> {
    let row = audit_event::ActiveModel {
        id: Set(event.id.0),
        at: Set(event.at.millis()),
        actor_id: Set(event.actor_id.map(|id| id.0)),
        action: Set(event.action.to_owned()),
        target_kind: Set(event.target.as_ref().map(|target| target.kind.to_owned())),
        target_id: Set(event.target.as_ref().map(|target| target.id.clone())),
        address: Set(event.address.map(|address| address.to_string())),
        detail: Set(event.detail.to_string()),
    };
    audit_event::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}
