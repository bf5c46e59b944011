//! Who follows whom, and the videos of those whom one follows.

use crate::{Ctx, Error, Result, summaries};
use domain::access::Actor;
use domain::follow::{FeedItem, FollowView, FollowerView};
use domain::id::NotificationId;
use domain::notification::{Notification, NotificationKind};
use domain::page::{Cursor, Page, PageRequest};
use domain::text;
use domain::user::{AuthorView, Standing, User};
use persistence::{Read, follow, notification, user};

/// Follows the account with this handle, present or former; doing it twice is doing it once.
///
/// # Errors
/// [`Error::UserNotFound`], [`Error::Oneself`].
pub async fn follow(ctx: &Ctx, actor: &Actor, handle: &str) -> Result<()> {
    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    let followed = at(&tx, ctx, handle).await?.id;
    if followed == actor.user_id {
        return Err(Error::Oneself);
    }
    let is_news = follow::add(&tx, actor.user_id, followed, now).await?;
    if is_news && !notification::was_told_of_follow(&tx, followed, actor.user_id).await? {
        let word = Notification::new(NotificationId(ctx.ids.uuid(now)), followed, NotificationKind::Follow, now);
        notification::notify(&tx, &[word.by(actor.user_id)]).await?;
    }
    Ok(tx.commit().await?)
}

/// Follows the account no longer; one that was not followed is fine.
///
/// # Errors
/// [`Error::UserNotFound`].
pub async fn unfollow(ctx: &Ctx, actor: &Actor, handle: &str) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    let followed = at(&tx, ctx, handle).await?.id;
    follow::remove(&tx, actor.user_id, followed).await?;
    Ok(tx.commit().await?)
}

/// Whether the actor follows the account.
///
/// # Errors
/// [`Error::UserNotFound`].
pub async fn state(ctx: &Ctx, actor: &Actor, handle: &str) -> Result<FollowView> {
    let followed = at(&ctx.db, ctx, handle).await?.id;
    Ok(FollowView { following: follow::has(&ctx.db, actor.user_id, followed).await? })
}

/// Who follows the account, the latest first; its owner always sees it.
///
/// # Errors
/// [`Error::UserNotFound`]; [`Error::FollowersHidden`] if the owner does not show it; [`Error::Cursor`].
pub async fn followers(ctx: &Ctx, viewer: Option<&Actor>, handle: &str, limit: u64, cursor: Option<String>) -> Result<Page<FollowerView>> {
    let account = at(&ctx.db, ctx, handle).await?;
    if account.hide_followers && viewer.is_none_or(|actor| actor.user_id != account.id) {
        return Err(Error::FollowersHidden);
    }
    let identity = ("followers", account.id);
    let after = cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let rows = follow::followers(&ctx.db, account.id, PageRequest { limit, after }).await?;
    Ok(Page::from_rows(
        rows,
        limit,
        |(follower, at)| Cursor { key: at.millis(), id: follower.id.0 }.encode(&identity),
        |(follower, followed_at)| FollowerView { user: AuthorView::new(follower, ctx.links.avatars()), followed_at },
    ))
}

/// Videos of those whom the actor follows, the latest first.
///
/// # Errors
/// [`Error::Cursor`] for a cursor of another list.
pub async fn feed(ctx: &Ctx, actor: &Actor, limit: u64, cursor: Option<String>) -> Result<Page<FeedItem>> {
    let identity = ("feed", actor.user_id);
    let after = cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let rows = follow::feed(&ctx.db, actor.user_id, PageRequest { limit, after }).await?;
    let summary = summaries(ctx);
    Ok(Page::from_rows(
        rows,
        limit,
        |row| Cursor { key: row.video.published_at.map_or(0, domain::Timestamp::millis), id: row.video.id.0 }.encode(&identity),
        |row| FeedItem { video: summary(row) },
    ))
}

/// The account that has this handle, or had it not long ago.
pub(crate) async fn at(db: &impl Read, ctx: &Ctx, handle: &str) -> Result<User> {
    let key = text::folded(handle);
    let found = match user::find_by_handle_key(db, &key).await? {
        Some(found) => Some(found),
        None => user::find_by_former_handle(db, &key, ctx.clock.now()).await?,
    };
    found.filter(|user| user.standing() != Standing::Deleted).ok_or(Error::UserNotFound)
}
