//! What a person was told in the app, and what he wants to be told.

use crate::{Ctx, Result};
use domain::access::Actor;
use domain::notification::{MAX_COUNTED, MarkRead, NotificationPage, NotificationPreferences, NotificationVideo, NotificationView};
use domain::page::{Cursor, Page, PageRequest};
use domain::user::AuthorView;
use persistence::notification::{self, StoredNotification};

/// What the actor was told, the latest first, with the number of what he has not read.
///
/// # Errors
/// [`crate::Error::Cursor`] for a cursor of another list.
pub async fn list(ctx: &Ctx, actor: &Actor, unread: bool, limit: u64, cursor: Option<String>) -> Result<NotificationPage> {
    let identity = ("notifications", actor.user_id, unread);
    let after = cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let rows = notification::list(&ctx.db, actor.user_id, unread, PageRequest { limit, after }).await?;
    let cursor = |row: &StoredNotification| Cursor { key: 0, id: row.id.0 }.encode(&identity);
    let page = Page::from_rows(rows, limit, cursor, |row| view(ctx, row));
    Ok(NotificationPage { page, unread: notification::unread(&ctx.db, actor.user_id, MAX_COUNTED).await? })
}

/// Notes what the actor has read. What is not his is passed over.
///
/// # Errors
/// If the database fails.
pub async fn mark_read(ctx: &Ctx, actor: &Actor, command: MarkRead) -> Result<()> {
    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    if let Some(last) = command.up_to {
        notification::mark_read_up_to(&tx, actor.user_id, last, now).await?;
    }
    if let Some(ids) = command.ids {
        notification::mark_read(&tx, actor.user_id, &ids, now).await?;
    }
    Ok(tx.commit().await?)
}

/// What the actor wants to be told: every kind, and whether.
///
/// # Errors
/// If the database fails.
pub async fn preferences(ctx: &Ctx, actor: &Actor) -> Result<NotificationPreferences> {
    Ok(NotificationPreferences::without(&notification::preferences(&ctx.db, actor.user_id).await?))
}

/// Changes what the actor wants to be told; kinds that are left out are wanted.
///
/// # Errors
/// If the database fails.
pub async fn set_preferences(ctx: &Ctx, actor: &Actor, command: NotificationPreferences) -> Result<NotificationPreferences> {
    let off = command.off();
    let tx = ctx.db.begin_write().await?;
    notification::set_preferences(&tx, actor.user_id, &off).await?;
    tx.commit().await?;
    Ok(NotificationPreferences::without(&off))
}

fn view(ctx: &Ctx, row: StoredNotification) -> NotificationView {
    let now = ctx.clock.now();
    let video = row.video.map(|(id, title, guard, poster)| NotificationVideo {
        id,
        title,
        poster_url: poster.map(|generation| format!("{}/poster.jpg", ctx.links.base(id, generation, guard, now))),
    });
    NotificationView {
        id: row.id,
        kind: row.kind,
        actor: row.actor.map(|actor| AuthorView::new(actor, ctx.links.avatars())),
        video,
        comment_id: row.comment_id,
        read: row.read,
        created_at: row.created_at,
    }
}
