//! Making accounts and showing them to their owners.

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::password::check_strength;
use domain::access::Actor;
use domain::id::UserId;
use domain::user::{Email, Handle, MAX_DISPLAY_NAME, Password, Register, Role, Standing, User, UserView};
use domain::{FieldError, text};

/// Makes an account for somebody who signs up. Signing in is a separate step.
///
/// # Errors
/// [`Error::SignUpClosed`]; [`Error::EmailTaken`] or [`Error::HandleTaken`], decided by the database
/// whoever else is registering at the moment; [`Error::WeakPassword`], [`Error::InvalidValue`];
/// [`Error::Busy`].
pub async fn register(ctx: &Ctx, command: Register) -> Result<UserView> {
    let role = ctx.settings.new_account_role().ok_or(Error::SignUpClosed)?;
    create(ctx, command, role).await
}

/// Makes an administrator, for the operator's command line: the first account of an installation.
/// The operator vouches for the address, so it counts as verified.
///
/// # Errors
/// As [`register`], except that sign-up may be closed.
pub async fn create_admin(ctx: &Ctx, command: Register) -> Result<UserView> {
    create(ctx, command, Role::Admin).await
}

/// The actor's own account.
///
/// # Errors
/// [`Error::SessionRevoked`] if it is gone since the actor was authenticated.
pub async fn current(ctx: &Ctx, actor: &Actor) -> Result<UserView> {
    let user = persistence::user::find(&ctx.db, actor.user_id).await?;
    let user = user.filter(|user| user.standing() != Standing::Deleted).ok_or(Error::SessionRevoked)?;
    Ok(UserView::from(&user))
}

async fn create(ctx: &Ctx, command: Register, role: Role) -> Result<UserView> {
    let user = new_user(ctx, command, role).await?;
    let tx = ctx.db.begin_write().await?;
    if persistence::user::insert(&tx, &user).await? {
        tx.commit().await?;
        return Ok(UserView::from(&user));
    }
    match persistence::user::find_by_email_key(&tx, user.email.key()).await? {
        Some(_) => Err(Error::email_taken()),
        None => Err(Error::handle_taken()),
    }
}

async fn new_user(ctx: &Ctx, command: Register, role: Role) -> Result<User> {
    let email = Email::parse(&command.email).map_err(Error::invalid("/email"))?;
    let handle = Handle::parse(&command.handle).map_err(Error::invalid("/handle"))?;
    let display_name = command.display_name.as_deref().map(display_name).transpose()?;
    command.password.check_new().map_err(Error::invalid("/password"))?;
    check_strength(&command.password, &email, &handle)?;
    refuse_known_names(ctx, &email, &handle).await?;

    let password_hash = ctx.passwords.hash(command.password, ctx.ids.secret()).await?;
    let now = ctx.clock.now();
    let mut user = User::new(UserId(ctx.ids.uuid(now)), email, handle, role, password_hash, now);
    user.display_name = display_name.unwrap_or(user.display_name);
    user.email_verified_at = (role == Role::Admin).then_some(now);
    Ok(user)
}

/// Spares the hash when the answer is known already. Two who pass here at once meet again at the
/// database's unique indexes, which decide.
async fn refuse_known_names(ctx: &Ctx, email: &Email, handle: &Handle) -> Result<()> {
    if persistence::user::find_by_email_key(&ctx.db, email.key()).await?.is_some() {
        return Err(Error::email_taken());
    }
    if persistence::user::find_by_handle_key(&ctx.db, handle.key()).await?.is_some() {
        return Err(Error::handle_taken());
    }
    Ok(())
}

pub(crate) fn display_name(text: &str) -> Result<String> {
    text::line(MAX_DISPLAY_NAME)(text, &())
        .map_err(|error| Error::InvalidValue(FieldError::at("/display_name", "invalid-display-name", error.message())))?;
    Ok(text::normal(text))
}

/// The account with this address or handle, in any case.
pub(crate) async fn find_by_name(ctx: &Ctx, name: &str) -> Result<Option<User>> {
    let key = text::folded(name);
    Ok(if key.contains('@') {
        persistence::user::find_by_email_key(&ctx.db, &key).await?
    } else {
        persistence::user::find_by_handle_key(&ctx.db, &key).await?
    })
}

/// Whether a password proves the account, at the same cost whether or not there is one.
pub(crate) async fn proves(ctx: &Ctx, user: Option<&User>, password: Password) -> Result<bool> {
    ctx.passwords.verify(password, user.and_then(|user| user.password_hash.as_deref())).await
}
