//! Whether what was begun may go on: for answers and uploads that outlast the moment in which somebody
//! was proven.

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::{api_keys, sessions};
use domain::access::{Actor, Via};
use domain::id::UserId;
use domain::user::Standing;

/// The actor as he is now, with what he opened, if what proved him is still good. One query.
///
/// # Errors
/// As [`sessions::authenticate`] and [`api_keys::authenticate`].
pub async fn again(ctx: &Ctx, actor: &Actor) -> Result<Actor> {
    let now = match actor.via {
        Via::Session { id, .. } => sessions::again(ctx, id).await?,
        Via::ApiKey { id, .. } => api_keys::again(ctx, id).await?,
    };
    Ok(Actor { unlocked: actor.unlocked, ..now })
}

/// Refuses what belongs to an account that must not be used, whatever else is shown for it. One query by
/// primary key.
///
/// # Errors
/// [`Error::AccountSuspended`]; [`Error::NotFound`] if the account is gone.
pub async fn of_account(ctx: &Ctx, id: UserId) -> Result<()> {
    match persistence::user::find(&ctx.db, id).await?.map(|user| user.standing()) {
        Some(Standing::Good) => Ok(()),
        Some(Standing::Suspended) => Err(Error::AccountSuspended),
        Some(Standing::Deleted) | None => Err(Error::NotFound),
    }
}
