//! Another handle for an account.

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use domain::Timestamp;
use domain::audit::Event;
use domain::id::AuditEventId;
use domain::user::{Handle, User};
use persistence::WriteTx;

/// Gives the account, which is locked, another handle. The former one leads to it for a while and is
/// nobody else's for as long; another spelling of the same one is no change.
pub(super) async fn change(ctx: &Ctx, tx: &WriteTx, user: &mut User, to: Handle, now: Timestamp) -> Result<()> {
    let is_another = to.key() != user.handle.key();
    if is_another && let Some(last) = persistence::user::last_handle_change(tx, user.id).await? {
        let again = last.plus(ctx.settings.handle_change());
        if now < again {
            return Err(Error::HandleChangeTooSoon { retry_after: again.since(now) });
        }
    }
    let kept_until = now.plus(ctx.settings.former_handle());
    if !persistence::user::change_handle(tx, user.id, &user.handle, &to, now, kept_until).await? {
        return Err(Error::handle_taken());
    }
    user.handle = to;
    if is_another {
        let event = Event::on_user(AuditEventId(ctx.ids.uuid(now)), "handle.changed", Some(user.id), user.id, now);
        persistence::audit::insert(tx, &event).await?;
    }
    Ok(())
}
