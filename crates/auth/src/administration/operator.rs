//! What the operator does at the command line, where accounts go by their names.

use super::Authority;
use super::users::{self, Filter, ListUsers};
use crate::accounts;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::mail;
use crate::mail::{link, request};
use crate::password::check_strength;
use domain::mail::Notice;
use domain::mail::Purpose;
use domain::page::MAX_LIMIT;
use domain::user::{AdminUserView, ChangeRole, Password, Role, Standing, User};
use serde_json::json;

/// Gives the account with this address or handle another role.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::LastAdmin`].
pub async fn change_role(ctx: &Ctx, name: &str, role: Role) -> Result<AdminUserView> {
    let user = named(ctx, name).await?;
    Ok(users::change_role(ctx, &Authority::operator(), user.id, None, ChangeRole { role }).await?.view)
}

/// Every account with this role, newest first.
///
/// # Errors
/// If the database fails.
pub async fn list(ctx: &Ctx, role: Role) -> Result<Vec<AdminUserView>> {
    let filter = Filter { role: Some(role), ..Filter::default() };
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let request = ListUsers { filter: filter.clone(), limit: MAX_LIMIT, cursor };
        let page = users::list(ctx, &Authority::operator(), request).await?;
        all.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(all);
        }
    }
}

/// Sets the password of the account with this address or handle, ends all its sessions, revokes its API keys,
/// and tells its owner by mail.
///
/// # Errors
/// [`Error::NotFound`], [`Error::InvalidValue`], [`Error::WeakPassword`], [`Error::Busy`].
pub async fn set_password(ctx: &Ctx, name: &str, password: Password) -> Result<AdminUserView> {
    let user = named(ctx, name).await?;
    password.check_new().map_err(Error::invalid("/password"))?;
    check_strength(&password, &user.email, &user.handle, &ctx.site.name)?;
    let hash = ctx.passwords.hash(password, ctx.ids.secret()).await?;

    let tx = ctx.db.begin_write().await?;
    let now = ctx.clock.now();
    let mut user = persistence::user::find_for_update(&tx, user.id).await?.ok_or(Error::NotFound)?;
    user.password_hash = Some(hash);
    user.password_changed_at = now;
    user.updated_at = now;
    persistence::user::save(&tx, &user).await?;
    let ended = persistence::session::revoke_all(&tx, user.id, now).await?;
    let revoked = persistence::api_key::delete_all(&tx, user.id).await?;
    Authority::operator().note(ctx, &tx, "password.set", user.id, json!({ "sessions": ended, "api_keys": revoked })).await?;
    mail::notice(&tx, ctx, &user, Notice::PasswordChanged { keys_revoked: revoked > 0 }).await?;
    tx.commit().await?;
    Ok(AdminUserView::new(&user, &ctx.avatars))
}

/// Turns off the second factor of somebody who lost his app and his recovery codes, and tells him by
/// mail; `false` if the account has none.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn remove_second_factor(ctx: &Ctx, name: &str) -> Result<bool> {
    let user = named(ctx, name).await?;
    let tx = ctx.db.begin_write().await?;
    if !persistence::factor::remove_totp(&tx, user.id).await? {
        return Ok(false);
    }
    Authority::operator().note(ctx, &tx, "second-factor.disabled", user.id, json!({})).await?;
    mail::notice(&tx, ctx, &user, Notice::SecondFactorOff).await?;
    tx.commit().await?;
    Ok(true)
}

/// Makes a link by which the account with this address or handle sets a new password once, for the
/// operator to hand over. Links of this kind that were mailed before are good no more.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn reset_link(ctx: &Ctx, name: &str) -> Result<String> {
    let user = named(ctx, name).await?;
    let tx = ctx.db.begin_write().await?;
    let token = request::unmailed(&tx, ctx, &user).await?;
    Authority::operator().note(ctx, &tx, "password.reset-link-made", user.id, json!({})).await?;
    tx.commit().await?;
    link::token(ctx, Purpose::ResetPassword, token)
}

async fn named(ctx: &Ctx, name: &str) -> Result<User> {
    let user = accounts::find_by_name(ctx, name).await?;
    user.filter(|user| user.standing() != Standing::Deleted).ok_or(Error::NotFound)
}
