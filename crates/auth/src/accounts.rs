//! Making accounts and showing them to their owners.

use crate::caller::Caller;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::limiter::address_key;
use crate::mail::request;
use crate::password::check_strength;
use crate::settings::SignUp;
use crate::{invitations, sign_up};
use domain::access::Actor;
use domain::audit::Event;
use domain::id::{AuditEventId, UserId};
use domain::invitation::Invitation;
use domain::user::{Email, Handle, MAX_DISPLAY_NAME, Password, PendingView, Register, Role, Standing, User, UserView};
use domain::{Rule, text};
use persistence::WriteTx;
use std::net::IpAddr;

/// What came of a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registered {
    /// The account was made; signing in is the next step.
    Made(UserView),
    /// A mail tells how to go on, whether or not the address has an account.
    Pending(PendingView),
}

/// Makes an account for somebody who signs up, or has the address proven first where that is required.
/// Signing in is a separate step.
///
/// # Errors
/// [`Error::SignUpClosed`], [`Error::InvitationRequired`], [`Error::InvitationInvalid`];
/// [`Error::HandleTaken`] and, unless the address must be proven first, [`Error::EmailTaken`], decided by
/// the database whoever else is registering at the moment; [`Error::WeakPassword`],
/// [`Error::InvalidValue`]; [`Error::RateLimited`]; [`Error::Busy`].
pub async fn register(ctx: &Ctx, command: Register, caller: Caller) -> Result<Registered> {
    if let Some(address) = caller.address {
        let key = format!("sign-up:address:{}", address_key(address));
        let taken = ctx.limiter.take(&key, ctx.settings.sign_ups(), ctx.clock.now()).await;
        taken.map_err(|retry_after| Error::RateLimited { retry_after })?;
    }
    let code = command.invitation.clone();
    let form = checked(ctx, command)?;
    let invitation = invitations::shown(ctx, code.as_deref(), &form.email).await?;
    let terms = Terms::of(ctx, invitation.as_ref())?;
    if ctx.settings.require_verified_email {
        return sign_up::wait(ctx, form, invitation.map(|invitation| invitation.id), caller).await.map(Registered::Pending);
    }
    refuse_known_names(ctx, &form.email, &form.handle).await?;
    let mut user = new_user(ctx, form, &terms).await?;
    user.locale = caller.locale;
    let tx = ctx.db.begin_write().await?;
    insert(&tx, &user).await?;
    if let Some(invitation) = invitation {
        invitations::use_up(ctx, &tx, invitation.id, user.id).await?;
    }
    request::verification(&tx, ctx, &user).await?;
    note(ctx, &tx, "account.created", Some(user.id), user.id, caller.address).await?;
    tx.commit().await?;
    ctx.doorbell.ring();
    Ok(Registered::Made(UserView::new(&user, &ctx.avatars)))
}

/// Makes an account for the operator's command line, such as the first administrator of an
/// installation. The operator vouches for the address, so it counts as verified.
///
/// # Errors
/// As [`register`], except that sign-up may be closed.
pub async fn create(ctx: &Ctx, command: Register, role: Role) -> Result<UserView> {
    let form = checked(ctx, command)?;
    refuse_known_names(ctx, &form.email, &form.handle).await?;
    let mut user = new_user(ctx, form, &Terms { role, approved: true }).await?;
    user.email_verified_at = Some(user.created_at);
    let tx = ctx.db.begin_write().await?;
    insert(&tx, &user).await?;
    note(ctx, &tx, "account.created", None, user.id, None).await?;
    tx.commit().await?;
    Ok(UserView::new(&user, &ctx.avatars))
}

/// Makes an administrator, as [`create`] does.
///
/// # Errors
/// As [`create`].
pub async fn create_admin(ctx: &Ctx, command: Register) -> Result<UserView> {
    create(ctx, command, Role::Admin).await
}

/// What somebody gets who signs up.
pub(crate) struct Terms {
    pub(crate) role: Role,
    pub(crate) approved: bool,
}

impl Terms {
    /// The terms for who shows this invitation, or none.
    pub(crate) fn of(ctx: &Ctx, invitation: Option<&Invitation>) -> Result<Self> {
        match (ctx.settings.sign_up, invitation) {
            (SignUp::Closed, _) => Err(Error::SignUpClosed),
            (_, Some(invitation)) => Ok(Self { role: invitation.role, approved: true }),
            (SignUp::Invitation, None) => Err(Error::InvitationRequired),
            (SignUp::Open | SignUp::Approval, None) => {
                Ok(Self { role: ctx.settings.new_account_role, approved: !ctx.settings.needs_approval() })
            }
        }
    }
}

/// A form that keeps all rules.
pub(crate) struct Form {
    pub(crate) email: Email,
    pub(crate) handle: Handle,
    pub(crate) display_name: String,
    pub(crate) password: Password,
}

/// The actor's own account.
///
/// # Errors
/// [`Error::SessionRevoked`] if it is gone since the actor was authenticated.
pub async fn current(ctx: &Ctx, actor: &Actor) -> Result<UserView> {
    let user = persistence::user::find(&ctx.db, actor.user_id).await?;
    let user = user.filter(|user| user.standing() != Standing::Deleted).ok_or(Error::SessionRevoked)?;
    Ok(UserView::new(&user, &ctx.avatars))
}

/// Writes a new account.
async fn insert(tx: &WriteTx, user: &User) -> Result<()> {
    if persistence::user::insert(tx, user).await? {
        return Ok(());
    }
    match persistence::user::find_by_email_key(tx, user.email.key()).await? {
        Some(_) => Err(Error::email_taken()),
        None => Err(Error::handle_taken()),
    }
}

fn checked(ctx: &Ctx, command: Register) -> Result<Form> {
    let email = Email::parse(&command.email).map_err(Error::invalid("/email"))?;
    let handle = Handle::parse(&command.handle).map_err(Error::invalid("/handle"))?;
    let display_name = command.display_name.as_deref().map(display_name).transpose()?;
    command.password.check_new().map_err(Error::invalid("/password"))?;
    check_strength(&command.password, &email, &handle, &ctx.site.name)?;
    let display_name = display_name.unwrap_or_else(|| handle.as_str().to_owned());
    Ok(Form { email, handle, display_name, password: command.password })
}

async fn new_user(ctx: &Ctx, form: Form, terms: &Terms) -> Result<User> {
    let password_hash = ctx.passwords.hash(form.password, ctx.ids.secret()).await?;
    let now = ctx.clock.now();
    let mut user = User::new(UserId(ctx.ids.uuid(now)), form.email, form.handle, terms.role, password_hash, now);
    user.display_name = form.display_name;
    user.approved_at = terms.approved.then_some(now);
    Ok(user)
}

/// Writes what was done to an account into the audit log.
pub(crate) async fn note(
    ctx: &Ctx,
    tx: &WriteTx,
    action: &'static str,
    actor: Option<UserId>,
    user: UserId,
    address: Option<IpAddr>,
) -> Result<()> {
    let now = ctx.clock.now();
    let event = Event::on_user(AuditEventId(ctx.ids.uuid(now)), action, actor, user, now).from(address);
    Ok(persistence::audit::insert(tx, &event).await?)
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
        .map_err(|error| Error::InvalidValue(Rule::decode(error.message()).unwrap_or(Rule::Readable).at("/display_name")))?;
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
