//! What people are told in the app.

mod inbox;

pub use inbox::{StoredNotification, list, mark_read, mark_read_up_to, preferences, set_preferences, unread, was_told_of_follow};

use crate::db::WriteTx;
use crate::db::sealed::Connected;
use crate::entity::{notification, notification_preference, user_block};
use crate::error::Result;
use domain::notification::Notification;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter};
use std::collections::HashSet;
use uuid::Uuid;

/// Writes what people are to be told. Nobody is told of what he did himself, of what a person did whom he
/// blocked, or of a kind that he switched off.
///
/// # Errors
/// If the database fails. At most three statements, however many there are.
pub async fn notify(tx: &WriteTx, all: &[Notification]) -> Result<()> {
    let mut wanted: Vec<&Notification> = all.iter().filter(|n| n.actor_id != Some(n.user_id)).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let off = switched_off(tx, &wanted).await?;
    wanted.retain(|n| !off.contains(&(n.user_id.0, n.kind.name().to_owned())));
    let blocked = blocks(tx, &wanted).await?;
    wanted.retain(|n| n.actor_id.is_none_or(|actor| !blocked.contains(&(n.user_id.0, actor.0))));
    if !wanted.is_empty() {
        notification::Entity::insert_many(wanted.into_iter().map(to_row)).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

async fn switched_off(tx: &WriteTx, all: &[&Notification]) -> Result<HashSet<(Uuid, String)>> {
    let people: HashSet<Uuid> = all.iter().map(|n| n.user_id.0).collect();
    let rows = notification_preference::Entity::find()
        .filter(notification_preference::Column::UserId.is_in(people))
        .filter(notification_preference::Column::Enabled.eq(false))
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|row| (row.user_id, row.kind)).collect())
}

async fn blocks(tx: &WriteTx, all: &[&Notification]) -> Result<HashSet<(Uuid, Uuid)>> {
    let actors: HashSet<Uuid> = all.iter().filter_map(|n| n.actor_id).map(|actor| actor.0).collect();
    if actors.is_empty() {
        return Ok(HashSet::new());
    }
    let people: HashSet<Uuid> = all.iter().map(|n| n.user_id.0).collect();
    let between = Condition::all().add(user_block::Column::BlockerId.is_in(people)).add(user_block::Column::BlockedId.is_in(actors));
    let rows = user_block::Entity::find().filter(between).all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.blocker_id, row.blocked_id)).collect())
}

fn to_row(n: &Notification) -> notification::ActiveModel {
    notification::ActiveModel {
        id: Set(n.id.0),
        user_id: Set(n.user_id.0),
        kind: Set(n.kind.name().to_owned()),
        actor_id: Set(n.actor_id.map(|id| id.0)),
        video_id: Set(n.video_id.map(|id| id.0)),
        comment_id: Set(n.comment_id.map(|id| id.0)),
        created_at: Set(n.created_at.millis()),
        read_at: Set(None),
    }
}

#[cfg(test)]
mod tests;
