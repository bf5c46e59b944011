//! The keys that sign access tokens, and how one follows another without logging anybody out.
//!
//! A key is a row with a number and an instant from which it signs; the key itself is derived from the
//! master secret and that number, so the database holds none. A new key is made known
//! [`ANNOUNCED`] before it signs: other servers and whoever reads our JWKS have it by then. What it
//! replaces still verifies until its last token has expired.
//!
//! Every server keeps the `Ring` of all keys in memory, looks at the rows again after `FRESH`, and
//! at once when a token names a key that it doesn't know.

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::keys::{Keys, Signing};
use domain::Timestamp;
use domain::audit::Event;
use domain::id::{AuditEventId, SigningKeyId};
use domain::session::JwksView;
use jsonwebtoken::DecodingKey;
use persistence::signing_key::{self, SigningKeyRow};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// How long a new key is known before it signs.
pub const ANNOUNCED: Duration = Duration::from_mins(10);
/// How long the ring in memory is believed.
const FRESH: Duration = Duration::from_mins(1);
/// How often tokens with unknown keys may make us look at the rows.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a key that was replaced is kept beyond the life of its last token.
const MARGIN: Duration = Duration::from_hours(1);

/// Every key that is known at one moment, in the order in which they sign.
pub struct Ring {
    keys: Vec<(SigningKeyRow, Signing)>,
    loaded_at: Timestamp,
}

/// The newest [`Ring`] that this process has.
#[derive(Default)]
pub(crate) struct Keyring(RwLock<Option<Arc<Ring>>>);

impl Keyring {
    /// The ring as it is in memory, however old.
    pub(crate) fn known(&self) -> Option<Arc<Ring>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, ring: Ring) -> Arc<Ring> {
        let ring = Arc::new(ring);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&ring));
        ring
    }
}

impl Ring {
    /// The key that signs at this instant.
    pub(crate) fn signer(&self, now: Timestamp) -> Option<&Signing> {
        let due = self.keys.iter().rev().find(|(row, _)| row.signs_from <= now);
        due.or(self.keys.first()).map(|(_, key)| key)
    }

    /// The key that a token names.
    pub(crate) fn verifying(&self, kid: &str) -> Option<&DecodingKey> {
        self.keys.iter().find(|(row, _)| row.kid == kid).map(|(_, key)| &key.decoding)
    }

    /// The public keys, for `/.well-known/jwks.json`: the newest first.
    pub fn jwks(&self) -> JwksView {
        JwksView { keys: self.keys.iter().rev().map(|(_, key)| key.jwk.clone()).collect() }
    }
}

/// The ring, not older than a minute. Where the database does not answer, the one from before.
///
/// # Errors
/// If there is none yet and the database fails.
pub async fn ring(ctx: &Ctx) -> Result<Arc<Ring>> {
    refreshed(ctx, FRESH).await
}

/// The ring after a token named a key that it doesn't have.
pub(crate) async fn ring_with_news(ctx: &Ctx) -> Result<Arc<Ring>> {
    refreshed(ctx, PATIENCE).await
}

async fn refreshed(ctx: &Ctx, tolerated: Duration) -> Result<Arc<Ring>> {
    let known = ctx.keyring.known();
    if let Some(ring) = &known
        && ctx.clock.now().since(ring.loaded_at) < tolerated
    {
        return Ok(Arc::clone(ring));
    }
    match (load(ctx).await, known) {
        (Ok(ring), _) => Ok(ctx.keyring.keep(ring)),
        (Err(error), Some(ring)) => {
            tracing::warn!(%error, "cannot look for new signing keys; going on with the known ones");
            Ok(ring)
        }
        (Err(error), None) => Err(error),
    }
}

async fn load(ctx: &Ctx) -> Result<Ring> {
    let ring = Ring::of(&ctx.keys, signing_key::all(&ctx.db).await?, ctx.clock.now());
    if !ring.keys.is_empty() {
        return Ok(ring);
    }
    // The first start, or a master secret that opens none of the rows.
    add(ctx, ctx.clock.now()).await?;
    Ok(Ring::of(&ctx.keys, signing_key::all(&ctx.db).await?, ctx.clock.now()))
}

impl Ring {
    pub(crate) fn of(keys: &Keys, rows: Vec<SigningKeyRow>, loaded_at: Timestamp) -> Self {
        let keys = rows.into_iter().filter_map(|row| keys.signing(row.id).find(|key| key.jwk.kid == row.kid).map(|key| (row, key)));
        Self { keys: keys.collect(), loaded_at }
    }
}

async fn add(ctx: &Ctx, signs_from: Timestamp) -> Result<SigningKeyRow> {
    let now = ctx.clock.now();
    let id = SigningKeyId(ctx.ids.uuid(now));
    let key = ctx.keys.signing(id).next().ok_or(Error::Crypto("Ed25519"))?;
    let row = SigningKeyRow { id, kid: key.jwk.kid, signs_from, created_at: now };
    let tx = ctx.db.begin_write().await?;
    signing_key::insert(&tx, &row).await?;
    tx.commit().await?;
    tracing::info!(kid = row.kid, %signs_from, "a new key for access tokens");
    Ok(row)
}

/// Makes the next key, which begins to sign after [`ANNOUNCED`].
///
/// # Errors
/// If the database fails.
pub async fn rotate(ctx: &Ctx) -> Result<SigningKeyRow> {
    add(ctx, ctx.clock.now().plus(ANNOUNCED)).await
}

/// Makes the next key, which signs at once, and removes all others: for keys that may have leaked.
/// Access tokens that were signed by them are refused and their clients refresh; no session ends.
///
/// # Errors
/// If the database fails.
pub async fn replace(ctx: &Ctx) -> Result<SigningKeyRow> {
    let now = ctx.clock.now();
    let former: Vec<_> = signing_key::all(&ctx.db).await?.into_iter().map(|row| row.id).collect();
    let row = add(ctx, now).await?;
    let tx = ctx.db.begin_write().await?;
    signing_key::remove(&tx, &former).await?;
    let event = Event::new(AuditEventId(ctx.ids.uuid(now)), "signing_keys.replaced", None, now);
    persistence::audit::insert(&tx, &event).await?;
    tx.commit().await?;
    ctx.keyring.keep(Ring::of(&ctx.keys, signing_key::all(&ctx.db).await?, now));
    Ok(row)
}

/// Makes the next key when the newest one is old enough, or comes from a former master secret, and
/// forgets keys whose last token has expired.
///
/// # Errors
/// If the database fails.
pub async fn sweep(ctx: &Ctx) -> Result<()> {
    let now = ctx.clock.now();
    let rows = signing_key::all(&ctx.db).await?;
    let Some(newest) = rows.last() else { return Ok(()) };
    let from_former = ctx.keys.signing(newest.id).next().is_none_or(|key| key.jwk.kid != newest.kid);
    let old = ctx.settings.signing_key_age().is_some_and(|age| now.since(newest.signs_from) >= age);
    if from_former || old {
        rotate(ctx).await?;
    }
    let kept = ctx.tokens.lifetime() + MARGIN;
    let replaced_at = rows.iter().skip(1).map(|next| next.signs_from);
    let over: Vec<_> = rows.iter().zip(replaced_at).filter(|(_, at)| at.plus(kept) < now).map(|(row, _)| row.id).collect();
    if !over.is_empty() {
        let tx = ctx.db.begin_write().await?;
        signing_key::remove(&tx, &over).await?;
        tx.commit().await?;
    }
    Ok(())
}
