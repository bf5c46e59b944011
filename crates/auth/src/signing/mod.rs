//! The keys that sign access tokens, and how one follows another without logging anybody out.
//!
//! A key is a row with a number and an instant from which it signs; the key itself is derived from the
//! master secret and that number, so the database holds none. A new key is made known
//! [`ANNOUNCED`] before it signs: other servers and whoever reads our JWKS have it by then. What it
//! replaces still verifies until its last token has expired.
//!
//! Every server verifies by the [`Ring`] in its memory, which it reads anew every few seconds, and at
//! once when a token names a key that it doesn't know. What signs a token or answers with our JWKS reads
//! the rows each time: no server signs with a key that was removed, or hides one that signs.

mod ring;

pub(crate) use ring::{Keyring, fresh, recent};
pub use ring::{Ring, newest_known};

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use domain::Timestamp;
use domain::audit::Event;
use domain::id::{AuditEventId, SigningKeyId};
use persistence::WriteTx;
use persistence::signing_key::{self, SigningKeyRow};
use serde_json::json;
use std::time::Duration;

/// How long a new key is known before it signs.
pub const ANNOUNCED: Duration = Duration::from_mins(10);
/// How long a key that was replaced is kept beyond the life of its last token.
const MARGIN: Duration = Duration::from_hours(1);

/// Why there is a new key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Somebody at the command line wants one.
    Operator,
    /// The present one is old, or of a former master secret.
    Age,
}

/// What a key does at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is known and will sign.
    Announced,
    /// It signs.
    Current,
    /// It has signed, and verifies what it has signed.
    Former,
}

impl State {
    /// One word for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Current => "current",
            Self::Former => "former",
        }
    }
}

/// A key as operators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKeyView {
    /// The name that tokens and our JWKS give it.
    pub kid: String,
    /// What it does.
    pub state: State,
    /// From when on it signs.
    pub since: Timestamp,
    /// When the last token that it signed expires, if another one is known to follow.
    pub until: Option<Timestamp>,
}

/// Every key, the newest first.
///
/// # Errors
/// If the database fails.
pub async fn list(ctx: &Ctx) -> Result<Vec<SigningKeyView>> {
    let ring = fresh(ctx).await?;
    let current = ring.current(ctx.clock.now());
    let state = |place: usize| match place.cmp(&current) {
        std::cmp::Ordering::Less => State::Former,
        std::cmp::Ordering::Equal => State::Current,
        std::cmp::Ordering::Greater => State::Announced,
    };
    let ends = ring.rows().skip(1).map(|next| Some(next.signs_from.plus(ctx.tokens.lifetime()))).chain([None]);
    let view = |(place, (row, until)): (usize, (&SigningKeyRow, Option<Timestamp>))| {
        let (kid, since) = (row.kid.clone(), row.signs_from);
        SigningKeyView { kid, state: state(place), since, until }
    };
    let mut all: Vec<_> = ring.rows().zip(ends).enumerate().map(view).collect();
    all.reverse();
    Ok(all)
}

/// Makes the next key, which begins to sign after [`ANNOUNCED`].
///
/// # Errors
/// If the database fails.
pub async fn rotate(ctx: &Ctx, cause: Cause) -> Result<SigningKeyRow> {
    let key = next(ctx, ctx.clock.now().plus(ANNOUNCED))?;
    let tx = ctx.db.begin_write().await?;
    signing_key::insert(&tx, &key).await?;
    note(ctx, &tx, "signing-key.announced", &key, cause).await?;
    tx.commit().await?;
    tracing::info!(kid = key.kid, signs_from = %key.signs_from, "a new key for access tokens");
    Ok(key)
}

/// Makes the next key, which signs at once, and removes all others: for keys that may have leaked.
/// Access tokens that were signed by them are refused, on other servers after a few seconds, and their
/// clients refresh; no session ends.
///
/// # Errors
/// If the database fails.
pub async fn replace(ctx: &Ctx) -> Result<SigningKeyRow> {
    let key = next(ctx, ctx.clock.now())?;
    let tx = ctx.db.begin_write().await?;
    let former: Vec<_> = signing_key::all(&tx).await?.into_iter().map(|row| row.id).collect();
    signing_key::insert(&tx, &key).await?;
    signing_key::remove(&tx, &former).await?;
    note(ctx, &tx, "signing-keys.replaced", &key, Cause::Operator).await?;
    tx.commit().await?;
    fresh(ctx).await?;
    Ok(key)
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
        rotate(ctx, Cause::Age).await?;
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

/// Makes the first key.
async fn begin(ctx: &Ctx) -> Result<()> {
    let key = next(ctx, ctx.clock.now())?;
    let tx = ctx.db.begin_write().await?;
    signing_key::insert(&tx, &key).await?;
    Ok(tx.commit().await?)
}

/// A new key of the present master secret.
fn next(ctx: &Ctx, signs_from: Timestamp) -> Result<SigningKeyRow> {
    let now = ctx.clock.now();
    let id = SigningKeyId(ctx.ids.uuid(now));
    let key = ctx.keys.signing(id).next().ok_or(Error::Crypto("Ed25519"))?;
    Ok(SigningKeyRow { id, kid: key.jwk.kid, signs_from, created_at: now })
}

async fn note(ctx: &Ctx, tx: &WriteTx, action: &'static str, key: &SigningKeyRow, cause: Cause) -> Result<()> {
    let at = ctx.clock.now();
    let by = match cause {
        Cause::Operator => "operator",
        Cause::Age => "age",
    };
    let event = Event::new(AuditEventId(ctx.ids.uuid(at)), action, None, at).with(json!({ "kid": key.kid, "by": by }));
    Ok(persistence::audit::insert(tx, &event).await?)
}
