//! The ways into an account. Whoever takes one away must leave another.

use crate::error::{Error, Result};
use domain::user::User;
use persistence::WriteTx;

/// Refuses, so that the transaction is rolled back, if nothing is left that opens the account. The
/// account must be locked by [`persistence::user::find_for_update`], or two could take the last two away.
///
/// # Errors
/// [`Error::LastSignInMethod`].
pub(crate) async fn demand_one(tx: &WriteTx, user: &User) -> Result<()> {
    let others = persistence::passkey::count(tx, user.id).await? + persistence::identity::count(tx, user.id).await?;
    if user.password_hash.is_some() || others > 0 {
        return Ok(());
    }
    Err(Error::LastSignInMethod)
}
