//! The audit log. Rows are only ever added.

use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::entity::audit_event;
use crate::error::{Error, Result};
use domain::Timestamp;
use domain::audit::{Event, EventView, TargetView};
use domain::id::{AuditEventId, UserId};
use domain::page::PageRequest;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

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

/// What the lines of a list must fulfil; empty fields don't filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Was done by this account.
    pub actor: Option<UserId>,
    /// Is this action.
    pub action: Option<String>,
    /// Was done to the thing with this id.
    pub target: Option<String>,
}

/// Lines of the log, latest first; up to `limit + 1` of them, and the cursor's key is unused.
///
/// # Errors
/// If the database fails. One query.
pub async fn list(db: &impl Read, filter: &Filter, page: PageRequest) -> Result<Vec<EventView>> {
    let conditions = [
        filter.actor.map(|actor| audit_event::Column::ActorId.eq(actor.0)),
        filter.action.as_deref().map(|action| audit_event::Column::Action.eq(action)),
        filter.target.as_deref().map(|target| audit_event::Column::TargetId.eq(target)),
        page.after.map(|after| audit_event::Column::Id.lt(after.id)),
    ];
    let select = conditions.into_iter().flatten().fold(audit_event::Entity::find(), QueryFilter::filter);
    let rows = select.order_by_desc(audit_event::Column::Id).limit(page.limit + 1).all(db.conn()).await?;
    rows.into_iter().map(to_view).collect()
}

fn to_view(row: audit_event::Model) -> Result<EventView> {
    let detail = serde_json::from_str(&row.detail);
    Ok(EventView {
        id: AuditEventId(row.id),
        at: Timestamp::from_millis(row.at),
        actor_id: row.actor_id.map(UserId),
        action: row.action,
        target: row.target_kind.zip(row.target_id).map(|(kind, id)| TargetView { kind, id }),
        address: row.address,
        detail: detail.map_err(|_| Error::Unreadable { column: "audit_event.detail", value: row.detail })?,
    })
}
