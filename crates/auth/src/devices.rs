//! Where an account is signed in, and signing it out there.

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use domain::access::Actor;
use domain::audit::Event;
use domain::id::{AuditEventId, SessionId};
use domain::page::{Cursor, Page, PageRequest};
use domain::session::{DeviceView, Session};
use persistence::{audit, session};

/// The sessions of the actor's account that are alive, the newest first.
///
/// # Errors
/// [`Error::Cursor`], or if the database fails.
pub async fn list(ctx: &Ctx, actor: &Actor, limit: u64, cursor: Option<String>) -> Result<Page<DeviceView>> {
    let identity = ("sessions", actor.user_id);
    let after = cursor.map(|text| Cursor::decode(&text, &identity)).transpose()?;
    let rows = session::list_alive(&ctx.db, actor.user_id, ctx.clock.now(), PageRequest { limit, after }).await?;
    let cursor = |row: &Session| Cursor { key: 0, id: row.id.0 }.encode(&identity);
    Ok(Page::from_rows(rows, limit, cursor, |row| DeviceView::new(&row, actor.session_id())))
}

/// Ends one of the actor's sessions; both of its tokens are refused from now on.
///
/// # Errors
/// [`Error::NotFound`] if there is none, it has ended, or it is somebody else's.
pub async fn revoke(ctx: &Ctx, actor: &Actor, id: SessionId) -> Result<()> {
    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    if !session::revoke_of(&tx, id, actor.user_id, now).await? {
        return Err(Error::NotFound);
    }
    let event = Event::on_user(AuditEventId(ctx.ids.uuid(now)), "session.revoked", Some(actor.user_id), actor.user_id, now);
    audit::insert(&tx, &event.with(serde_json::json!({ "session": id }))).await?;
    Ok(tx.commit().await?)
}
