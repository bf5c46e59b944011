//! API keys: made by a signed-in owner, shown once, then known by a digest only.
//!
//! A key acts for its owner: with his role as it is now, and only where its scopes reach. Whoever is
//! suspended or gone has no good keys.

mod secret;
mod seen;

pub use secret::is_api_key;
pub(crate) use seen::SeenKeys;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::mail;
use domain::access::{Actor, Scope, Unlocked, Via};
use domain::api_key::{ApiKey, ApiKeyView, CreateApiKey, CreatedApiKey, MAX_KEYS};
use domain::audit::{Event, Target};
use domain::id::{ApiKeyId, AuditEventId};
use domain::mail::Notice;
use domain::page::Page;
use domain::user::{Role, Standing};
use domain::{Rule, Timestamp};
use persistence::WriteTx;
use persistence::api_key::Check;
use serde_json::json;
use std::net::IpAddr;
use std::time::Duration;

/// How exactly the last use is remembered: a write for each request would cost more than it tells.
const LAST_USE_STEP: Duration = Duration::from_mins(1);

/// Makes a key for the actor's account, and tells its owner by mail.
///
/// # Errors
/// [`Error::TooManyApiKeys`]; [`Error::InvalidValue`] for the scope `admin` without the role: a key
/// must not grow when its owner is promoted.
pub async fn create(ctx: &Ctx, actor: &Actor, command: &CreateApiKey, address: Option<IpAddr>) -> Result<CreatedApiKey> {
    if command.scopes.contains(&Scope::Admin) && actor.role != Role::Admin {
        return Err(Error::InvalidValue(Rule::ScopeOfRole.at("/scopes")));
    }
    let now = ctx.clock.now();
    let secret = secret::generate(ctx.ids.secret());
    let digest = secret::stored(&secret).ok_or(Error::Crypto("API key"))?;
    let key = ApiKey::new(ApiKeyId(ctx.ids.uuid(now)), actor.user_id, secret::hint(&secret), command, now);

    let tx = ctx.db.begin_write().await?;
    // The lock on the account lets several who make keys at once count each other's.
    let owner = persistence::user::find_for_update(&tx, actor.user_id).await?.ok_or(Error::SessionRevoked)?;
    if persistence::api_key::count(&tx, actor.user_id).await? >= MAX_KEYS {
        return Err(Error::TooManyApiKeys);
    }
    persistence::api_key::insert(&tx, &key, &digest).await?;
    let scopes: Vec<_> = key.scopes.iter().collect();
    note(ctx, &tx, "api-key.created", actor, key.id, address, json!({ "scopes": scopes })).await?;
    mail::notice(&tx, ctx, &owner, Notice::ApiKeyMade { name: key.name.clone() }).await?;
    tx.commit().await?;
    ctx.doorbell.ring();
    Ok(CreatedApiKey { key: secret, view: ApiKeyView::from(&key) })
}

/// All keys of the actor's account, newest first; there are few enough for one page.
///
/// # Errors
/// If the database fails.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Page<ApiKeyView>> {
    let keys = persistence::api_key::list(&ctx.db, actor.user_id).await?;
    Ok(Page { items: keys.iter().map(ApiKeyView::from).collect(), next_cursor: None })
}

/// Takes a key back; it is refused from now on.
///
/// # Errors
/// [`Error::NotFound`] if the actor's account has no such key.
pub async fn revoke(ctx: &Ctx, actor: &Actor, id: ApiKeyId, address: Option<IpAddr>) -> Result<()> {
    let tx = ctx.db.begin_write().await?;
    if !persistence::api_key::delete(&tx, actor.user_id, id).await? {
        return Err(Error::NotFound);
    }
    note(ctx, &tx, "api-key.revoked", actor, id, address, json!({})).await?;
    Ok(tx.commit().await?)
}

/// Who a key speaks for. One query by a unique index, and at most once a minute a write.
///
/// # Errors
/// [`Error::ApiKeyInvalid`], [`Error::ApiKeyExpired`], [`Error::AccountSuspended`].
pub async fn authenticate(ctx: &Ctx, key: &str) -> Result<Actor> {
    let digest = secret::stored(key).ok_or(Error::ApiKeyInvalid)?;
    let found = persistence::api_key::check(&ctx.db, &digest).await?.ok_or(Error::ApiKeyInvalid)?;
    let now = ctx.clock.now();
    let actor = admitted(&found, now)?;
    remember_use(ctx, &found.key, now).await;
    Ok(actor)
}

/// The id of a key that this server has looked up before, without a query: enough to count requests by, never to allow one.
pub fn seen(ctx: &Ctx, key: &str) -> Option<ApiKeyId> {
    ctx.seen_keys.get(&secret::stored(key)?)
}

/// Looks a key up and remembers it for [`seen()`]. `None` if there is no such key. One query by a unique index.
///
/// # Errors
/// If the database fails.
pub async fn identify(ctx: &Ctx, key: &str) -> Result<Option<ApiKeyId>> {
    let Some(digest) = secret::stored(key) else { return Ok(None) };
    let Some(found) = persistence::api_key::check(&ctx.db, &digest).await? else { return Ok(None) };
    ctx.seen_keys.insert(digest, found.key.id);
    Ok(Some(found.key.id))
}

/// Who a key speaks for, if it is still good: for what was begun with it and goes on without it.
///
/// # Errors
/// As [`authenticate`].
pub(crate) async fn again(ctx: &Ctx, id: ApiKeyId) -> Result<Actor> {
    let found = persistence::api_key::check_again(&ctx.db, id).await?.ok_or(Error::ApiKeyInvalid)?;
    admitted(&found, ctx.clock.now())
}

fn admitted(found: &Check, now: Timestamp) -> Result<Actor> {
    match found.standing {
        Standing::Good => {}
        Standing::Suspended => return Err(Error::AccountSuspended),
        Standing::Deleted => return Err(Error::ApiKeyInvalid),
    }
    if found.key.expires_at.is_some_and(|end| now >= end) {
        return Err(Error::ApiKeyExpired);
    }
    let via = Via::ApiKey { id: found.key.id, scopes: found.key.scopes };
    Ok(Actor { user_id: found.key.user_id, role: found.role, via, unlocked: Unlocked::default() })
}

/// A request is not worth less because its trace can't be written.
async fn remember_use(ctx: &Ctx, key: &ApiKey, now: Timestamp) {
    if key.last_used_at.is_some_and(|last| now.since(last) < LAST_USE_STEP) {
        return;
    }
    let written = async {
        let tx = ctx.db.begin_write().await?;
        persistence::api_key::touch(&tx, key.id, now, now.minus(LAST_USE_STEP)).await?;
        tx.commit().await
    };
    if let Err(error) = written.await {
        tracing::warn!(%error, key = %key.id, "cannot remember the use of an API key");
    }
}

async fn note(
    ctx: &Ctx,
    tx: &WriteTx,
    action: &'static str,
    actor: &Actor,
    key: ApiKeyId,
    address: Option<IpAddr>,
    detail: serde_json::Value,
) -> Result<()> {
    let at = ctx.clock.now();
    let target = Some(Target { kind: "api-key", id: key.to_string() });
    let event = Event { id: AuditEventId(ctx.ids.uuid(at)), at, actor_id: Some(actor.user_id), action, target, address, detail };
    Ok(persistence::audit::insert(tx, &event).await?)
}
