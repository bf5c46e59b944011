//! Erasing accounts whose owners deleted them and had their time to change their mind.
//!
//! Videos go first, then comments and votes, each in a transaction of its own, so that an account with
//! thousands of them holds nobody up; then the pictures; then the account with all the rest. Cut off anywhere, it begins again.

use crate::{Ctx, Result, purge};
use domain::audit::Event;
use domain::id::{AuditEventId, UserId};
use media::storage::Prefix;
use persistence::{audit, comment, user, video};

/// Accounts that one round takes.
const ACCOUNTS: u64 = 10;
/// Videos that are read at once.
const VIDEOS: u64 = 100;

/// Erases what is to be erased; answers how many accounts.
pub(crate) async fn sweep(ctx: &Ctx) -> Result<usize> {
    let ids = user::to_be_erased(&ctx.db, ctx.clock.now(), ACCOUNTS).await?;
    for id in &ids {
        erase(ctx, *id).await?;
    }
    Ok(ids.len())
}

async fn erase(ctx: &Ctx, id: UserId) -> Result<()> {
    loop {
        let videos = video::ids_of(&ctx.db, id, None, VIDEOS).await?;
        if videos.is_empty() {
            break;
        }
        for video in videos {
            let tx = ctx.db.begin_write().await?;
            purge::video(ctx, &tx, video).await?;
            tx.commit().await?;
        }
    }
    while forget_comment(ctx, id).await? {}
    // Nobody is signed in who could send another one.
    ctx.store.delete_prefix(&Prefix::avatars_of(id)).await?;

    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    let Some(user) = user::lock_to_be_erased(&tx, id, now).await? else { return Ok(()) };
    user::erase(&tx, &user).await?;
    let erased = Event {
        id: AuditEventId(ctx.ids.uuid(now)),
        at: now,
        actor_id: None,
        action: "user.erased",
        target: None,
        address: None,
        detail: serde_json::json!({}),
    };
    audit::insert(&tx, &erased).await?;
    Ok(tx.commit().await?)
}

/// Takes one comment or one vote of the account away; `false` if there is none left.
async fn forget_comment(ctx: &Ctx, id: UserId) -> Result<bool> {
    let tx = ctx.db.begin_write().await?;
    let found = comment::erase_some(&tx, id, ctx.clock.now()).await?;
    tx.commit().await?;
    Ok(found)
}
