//! Whom a person wants nothing to do with: he can't comment on his videos, answer or mention him.

use crate::{Ctx, Error, Result};
use domain::access::Actor;
use domain::block::BlockView;
use domain::id::UserId;
use domain::page::{Cursor, Page, PageRequest};
use domain::user::AuthorView;
use persistence::{block, user};

/// Blocks an account; twice is once.
///
/// # Errors
/// [`Error::UserNotFound`], [`Error::OwnAccount`].
pub async fn put(ctx: &Ctx, actor: &Actor, handle: &str) -> Result<()> {
    let blocked = account(ctx, handle).await?;
    if blocked == actor.user_id {
        return Err(Error::OwnAccount);
    }
    let tx = ctx.db.begin_write().await?;
    block::insert(&tx, actor.user_id, blocked, ctx.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Takes a block back; one that isn't there needs none.
///
/// # Errors
/// [`Error::UserNotFound`].
pub async fn delete(ctx: &Ctx, actor: &Actor, handle: &str) -> Result<()> {
    let blocked = account(ctx, handle).await?;
    let tx = ctx.db.begin_write().await?;
    block::delete(&tx, actor.user_id, blocked).await?;
    Ok(tx.commit().await?)
}

/// Whom the actor blocks, the latest first.
///
/// # Errors
/// [`Error::Cursor`]. One query.
pub async fn list(ctx: &Ctx, actor: &Actor, limit: u64, cursor: Option<String>) -> Result<Page<BlockView>> {
    let identity = ("blocks", actor.user_id);
    let after = cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let rows = block::list(&ctx.db, actor.user_id, PageRequest { limit, after }).await?;
    let cursor = |(person, at): &(domain::user::Author, domain::Timestamp)| Cursor { key: at.millis(), id: person.id.0 }.encode(&identity);
    let avatars = ctx.links.avatars();
    Ok(Page::from_rows(rows, limit, cursor, |(person, created_at)| BlockView { user: AuthorView::new(person, avatars), created_at }))
}

/// Who has this handle, or had it not long ago.
async fn account(ctx: &Ctx, handle: &str) -> Result<UserId> {
    let key = domain::text::folded(handle);
    let now = ctx.clock.now();
    let found = match user::find_by_handle_key(&ctx.db, &key).await? {
        Some(user) => Some(user),
        None => user::find_by_former_handle(&ctx.db, &key, now).await?,
    };
    found.filter(|user| user.deleted_at.is_none()).map(|user| user.id).ok_or(Error::UserNotFound)
}
