//! The identities of an account: listing, linking one more, taking one away.

use super::attempt::{self, Browser};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::{mail, sessions, ways_in};
use domain::access::Actor;
use domain::audit::Event;
use domain::id::{AuditEventId, IdentityId, SessionId, UserId};
use domain::identity::{Attempt, IdentitiesView, Identity, IdentityView, Profile, Purpose};
use domain::mail::Notice;
use persistence::WriteTx;
use serde_json::json;
use std::net::IpAddr;

/// The identities that open the actor's account.
///
/// # Errors
/// If the database fails.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<IdentitiesView> {
    let identities = persistence::identity::of_user(&ctx.db, actor.user_id).await?;
    Ok(IdentitiesView { identities: identities.into_iter().map(IdentityView::from).collect() })
}

/// Begins to link an identity: where the browser goes, and what it keeps meanwhile. That the actor
/// asked for it while signed in is the consent; the attempt remembers for which account and session.
///
/// # Errors
/// [`Error::UnknownProvider`], [`Error::ProviderUnavailable`], [`Error::ProviderAnswerInvalid`];
/// [`Error::Forbidden`] without a session.
pub async fn begin(ctx: &Ctx, actor: &Actor, provider: &str, return_to: String) -> Result<(String, Browser)> {
    let session_id = actor.session_id().ok_or(Error::Forbidden)?;
    let purpose = Purpose::Link { user_id: actor.user_id, session_id };
    attempt::begin(ctx, ctx.providers.find(provider)?, purpose, return_to).await
}

/// Links what came back to the account that asked, if the session that asked still stands.
pub(super) async fn link(
    ctx: &Ctx,
    attempt: &Attempt,
    profile: &Profile,
    user: UserId,
    session: SessionId,
    from: Option<IpAddr>,
) -> Result<()> {
    sessions::again(ctx, session).await?;
    let now = ctx.clock.now();
    let tx = ctx.db.begin_write().await?;
    let identity = Identity::new(IdentityId(ctx.ids.uuid(now)), user, &attempt.provider, profile, now);
    if !persistence::identity::insert(&tx, &identity).await? {
        return match persistence::identity::find(&tx, &profile.issuer, &profile.subject).await? {
            Some(known) if known.user_id == user => Ok(()),
            Some(_) => Err(Error::IdentityTaken),
            None => Err(Error::ProviderLinked),
        };
    }
    let account = persistence::user::find(&tx, user).await?.ok_or(Error::SessionRevoked)?;
    mail::notice(&tx, ctx, &account, Notice::SignInMethodAdded { name: ctx.providers.name(&attempt.provider) }).await?;
    note(ctx, &tx, "identity.linked", user, &attempt.provider, from).await?;
    Ok(tx.commit().await?)
}

/// Takes the actor's identity at a provider away, unless nothing else opens the account.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::LastSignInMethod`].
pub async fn unlink(ctx: &Ctx, actor: &Actor, provider: &str, from: Option<IpAddr>) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    // Locked, so that of two who take away the last two ways in at once one must stay.
    let user = persistence::user::find_for_update(&tx, actor.user_id).await?.ok_or(Error::SessionRevoked)?;
    if !persistence::identity::delete(&tx, user.id, provider).await? {
        return Err(Error::NotFound);
    }
    ways_in::demand_one(&tx, &user).await?;
    mail::notice(&tx, ctx, &user, Notice::SignInMethodRemoved { name: ctx.providers.name(provider) }).await?;
    note(ctx, &tx, "identity.unlinked", user.id, provider, from).await?;
    Ok(tx.commit().await?)
}

async fn note(ctx: &Ctx, tx: &WriteTx, action: &'static str, user: UserId, provider: &str, from: Option<IpAddr>) -> Result<()> {
    let now = ctx.clock.now();
    let event = Event::on_user(AuditEventId(ctx.ids.uuid(now)), action, Some(user), user, now);
    Ok(persistence::audit::insert(tx, &event.from(from).with(json!({ "provider": provider }))).await?)
}
