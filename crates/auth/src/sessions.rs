//! Signing in, staying in, and getting out.
//!
//! A sign-in gives two tokens. The *access token* is a JWT of a few minutes for
//! `Authorization: Bearer`. The *refresh token* is numbered and moves on with each refresh (see
//! [`domain::session`]); browsers keep it in a cookie that scripts can't read, where it also serves
//! as the session cookie of requests that can't set a header.
//!
//! Neither is enough alone: every request also reads the session's row, so a logout, a suspension
//! or a deletion holds from the next request on.

use crate::attempts;
use crate::ctx::Ctx;
use crate::deletion;
use crate::error::{Error, Result};
use crate::factors;
use crate::known_devices;
use crate::refresh::{open, seal};
use crate::signing;
use crate::token::{Claims, key_named_in};
use domain::Timestamp;
use domain::access::{Actor, Unlocked, Via};
use domain::id::{SessionId, UserId};
use domain::session::{Device, Method, Refresh, Session, SignIn, refresh as judge};
use domain::user::{Login, Standing, TokenResponse, User, UserView};
use persistence::session::Check;
use std::time::Duration;

/// How long a session that is over is remembered, so that its owner can be told what happened to it.
pub const KEPT: Duration = Duration::from_hours(7 * 24);

/// What a sign-in or a refresh gives.
#[derive(Clone)]
pub struct Tokens {
    /// For `Authorization: Bearer`.
    pub access_token: String,
    /// How long it lives.
    pub access_lifetime: Duration,
    /// For the cookie, or for the body where the client asked for it.
    pub refresh_token: String,
    /// How long it lives: the cookie's `Max-Age`.
    pub refresh_lifetime: Duration,
    /// Whether the cookie shall outlive the browser's window.
    pub persistent: bool,
    /// What makes the device known to the account from now on; only a sign-in gives it.
    pub device_ticket: Option<String>,
    /// Who signed in.
    pub user: UserView,
}

impl Tokens {
    /// The response body, with the tokens that cookies hold otherwise only if the client asked for it.
    pub fn into_response(self, refresh_in_body: bool) -> TokenResponse {
        TokenResponse {
            access_token: self.access_token,
            token_type: "Bearer",
            expires_in: self.access_lifetime.as_secs(),
            refresh_token: refresh_in_body.then_some(self.refresh_token),
            device_token: self.device_ticket.filter(|_| refresh_in_body),
            user: self.user,
        }
    }
}

/// Signs in with a password and begins a session.
///
/// # Errors
/// [`Error::InvalidCredentials`] in the same time whether the account, its password or nothing of
/// it exists; [`Error::SecondFactorRequired`] and [`Error::SecondFactorWrong`], told only to who knows
/// the password, as are [`Error::AccountSuspended`], [`Error::EmailNotVerified`] and
/// [`Error::ApprovalPending`];
/// [`Error::RateLimited`]; [`Error::Busy`].
pub async fn login(ctx: &Ctx, command: Login, device: Device) -> Result<Tokens> {
    let sign_in = SignIn { method: Method::Password, persistent: command.remember };
    let user = attempts::by_name(ctx, &command.email_or_handle, command.password, &device).await?;
    factors::sign_in::pass(ctx, &user, sign_in, command.totp, &device).await?;
    begin(ctx, &user, device, sign_in).await
}

/// Begins a session for an account that was proven, whatever proved it.
///
/// # Errors
/// [`Error::AccountSuspended`], [`Error::EmailNotVerified`], [`Error::ApprovalPending`];
/// [`Error::AccountDeletionPending`] with the way back if the account was deleted,
/// [`Error::InvalidCredentials`] if it is to be erased at any moment.
pub async fn begin(ctx: &Ctx, user: &User, device: Device, sign_in: SignIn) -> Result<Tokens> {
    match user.standing() {
        Standing::Good => {}
        Standing::Suspended => return Err(Error::AccountSuspended),
        Standing::Deleted => return Err(deletion::refusal(ctx, user)?),
    }
    if ctx.settings.require_verified_email && user.email_verified_at.is_none() {
        return Err(Error::EmailNotVerified);
    }
    if user.approved_at.is_none() {
        return Err(Error::ApprovalPending);
    }
    let now = ctx.clock.now();
    let device_ticket = Some(known_devices::remember(ctx, user, &device)?);
    let lifetime = ctx.settings.lifetime(sign_in.persistent);
    let session = Session::begin(SessionId(ctx.ids.uuid(now)), user.id, device, sign_in, lifetime, now);
    let tx = ctx.db.begin_write().await?;
    persistence::session::insert(&tx, &session).await?;
    tx.commit().await?;
    Ok(Tokens { device_ticket, ..tokens(ctx, &session, user, now).await? })
}

/// Trades a refresh token for its successor and a new access token. Parallel uses of one token get
/// the same successor; a token that comes back later ends the session.
///
/// # Errors
/// [`Error::TokenInvalid`], [`Error::RefreshReused`], [`Error::SessionExpired`],
/// [`Error::SessionRevoked`], [`Error::AccountSuspended`].
pub async fn refresh(ctx: &Ctx, refresh_token: &str) -> Result<Tokens> {
    let (id, presented) = open(&ctx.keys, refresh_token).ok_or(Error::TokenInvalid)?;
    let tx = ctx.db.begin_write().await?;
    loop {
        let now = ctx.clock.now();
        let (session, user) = persistence::session::find_with_user(&tx, id).await?.ok_or(Error::SessionRevoked)?;
        admit_standing(user.standing())?;
        match judge(session.state, presented, ctx.settings.grace(), now) {
            Refresh::Rotate => {
                let rotated = session.rotated(presented, ctx.settings.lifetime(session.sign_in.persistent), now);
                if persistence::session::rotate(&tx, &rotated, session.state.refresh_counter).await? {
                    tx.commit().await?;
                    return tokens(ctx, &rotated, &user, now).await;
                }
                // Somebody moved the counter, or ended the session, between our read and our write:
                // judge again by what they left. Each round means that somebody else got on.
            }
            Refresh::SameSuccessor => {
                // What follows reads by another connection.
                drop(tx);
                return tokens(ctx, &session, &user, now).await;
            }
            Refresh::Reuse => {
                persistence::session::revoke(&tx, id, now).await?;
                tx.commit().await?;
                tracing::warn!(session = %id, user = %user.id, "a refresh token was reused; its session was ended");
                return Err(Error::RefreshReused);
            }
            Refresh::Expired => return Err(Error::SessionExpired),
            Refresh::Revoked => return Err(Error::SessionRevoked),
        }
    }
}

/// Who an access token speaks for. One query by primary keys.
///
/// # Errors
/// [`Error::TokenExpired`], [`Error::TokenInvalid`], [`Error::SessionRevoked`],
/// [`Error::SessionExpired`], [`Error::AccountSuspended`].
pub async fn authenticate(ctx: &Ctx, access_token: &str) -> Result<Actor> {
    let now = ctx.clock.now();
    let claims = claims(ctx, access_token, now).await?;
    let check = persistence::session::check(&ctx.db, claims.sid).await?;
    let check = check.filter(|check| check.user_id == claims.sub).ok_or(Error::SessionRevoked)?;
    // An access token belongs to the session as a whole, so it stands for the number that is good.
    admit_session(&check, check.state.refresh_counter, ctx.settings.grace(), now)?;
    admit_standing(check.standing)?;
    Ok(actor(&check, claims.sid))
}

/// Who a session speaks for, if it still stands: for what was begun in it and goes on without its tokens.
///
/// # Errors
/// [`Error::SessionRevoked`], [`Error::SessionExpired`], [`Error::AccountSuspended`].
pub(crate) async fn again(ctx: &Ctx, session: SessionId) -> Result<Actor> {
    let check = persistence::session::check(&ctx.db, session).await?.ok_or(Error::SessionRevoked)?;
    admit_session(&check, check.state.refresh_counter, ctx.settings.grace(), ctx.clock.now())?;
    admit_standing(check.standing)?;
    Ok(actor(&check, session))
}

/// The claims of a genuine token. A key that we don't know may have been made by another server.
async fn claims(ctx: &Ctx, access_token: &str, now: Timestamp) -> Result<Claims> {
    let kid = key_named_in(access_token).ok_or(Error::TokenInvalid)?;
    let mut ring = signing::recent(ctx).await?;
    if ring.verifying(&kid).is_none() {
        ring = signing::fresh(ctx).await?;
    }
    ctx.tokens.verify(&ring, access_token, now)
}

/// The account that a genuine access token names, without asking whether its session still stands:
/// enough to count requests by, never to allow one.
pub fn account_named_in(ctx: &Ctx, access_token: &str) -> Option<UserId> {
    ctx.tokens.verify(ctx.keyring.known().as_deref()?, access_token, ctx.clock.now()).ok().map(|claims| claims.sub)
}

/// Who a session cookie speaks for: the refresh token without using it up. An old one is refused,
/// and nothing else happens: pages that load while another tab refreshes must not end a session.
/// One query by primary keys.
///
/// # Errors
/// As [`authenticate`].
pub async fn authenticate_cookie(ctx: &Ctx, refresh_token: &str) -> Result<Actor> {
    let (id, presented) = open(&ctx.keys, refresh_token).ok_or(Error::TokenInvalid)?;
    let check = persistence::session::check(&ctx.db, id).await?.ok_or(Error::SessionRevoked)?;
    admit_session(&check, presented, ctx.settings.grace(), ctx.clock.now())?;
    admit_standing(check.standing)?;
    Ok(actor(&check, id))
}

/// Ends the actor's session; its tokens of both kinds are refused from now on.
///
/// # Errors
/// If the database fails.
pub async fn logout(ctx: &Ctx, actor: &Actor) -> Result<()> {
    let Some(session) = actor.session_id() else { return Ok(()) };
    let tx = ctx.db.begin_write().await?;
    persistence::session::revoke(&tx, session, ctx.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Ends every session of the actor's account, on all devices.
///
/// # Errors
/// If the database fails.
pub async fn logout_all(ctx: &Ctx, actor: &Actor) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    persistence::session::revoke_all(&tx, actor.user_id, ctx.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Forgets sessions that ended or expired more than [`KEPT`] ago; answers how many.
///
/// # Errors
/// If the database fails.
pub async fn sweep(ctx: &Ctx) -> Result<u64> {
    let tx = ctx.db.begin_write().await?;
    let erased = persistence::session::erase_ended(&tx, ctx.clock.now().minus(KEPT)).await?;
    tx.commit().await?;
    Ok(erased)
}

fn actor(check: &Check, session: SessionId) -> Actor {
    let via = Via::Session { id: session, authenticated_at: check.authenticated_at };
    Actor { user_id: check.user_id, role: check.role, via, unlocked: Unlocked::default() }
}

async fn tokens(ctx: &Ctx, session: &Session, user: &User, now: Timestamp) -> Result<Tokens> {
    let ring = signing::newest_known(ctx).await?;
    let key = ring.signer(now).ok_or(Error::Crypto("no signing key"))?;
    Ok(Tokens {
        access_token: ctx.tokens.issue(key, user.id, session.id, user.role, now)?,
        access_lifetime: ctx.tokens.lifetime(),
        refresh_token: seal(&ctx.keys, session.id, session.state.refresh_counter),
        refresh_lifetime: session.state.expires_at.since(now),
        persistent: session.sign_in.persistent,
        device_ticket: None,
        user: UserView::new(user, &ctx.avatars),
    })
}

fn admit_session(check: &Check, presented: u64, grace: Duration, now: Timestamp) -> Result<()> {
    match judge(check.state, presented, grace, now) {
        Refresh::Rotate | Refresh::SameSuccessor => Ok(()),
        Refresh::Reuse => Err(Error::TokenInvalid),
        Refresh::Expired => Err(Error::SessionExpired),
        Refresh::Revoked => Err(Error::SessionRevoked),
    }
}

fn admit_standing(standing: Standing) -> Result<()> {
    match standing {
        Standing::Good => Ok(()),
        Standing::Suspended => Err(Error::AccountSuspended),
        Standing::Deleted => Err(Error::SessionRevoked),
    }
}
