//! The keys that this process knows, and how it learns of others.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::keys::{Keys, Signing};
use domain::Timestamp;
use domain::session::JwksView;
use jsonwebtoken::DecodingKey;
use persistence::signing_key::{self, SigningKeyRow};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Mutex;

/// How long the ring in memory is believed: a key that was removed is refused everywhere after this.
const FRESH: Duration = Duration::from_secs(5);

/// Every key that is known at one moment, in the order in which they sign.
pub struct Ring {
    keys: Vec<(SigningKeyRow, Signing)>,
    loaded_at: Timestamp,
    /// The number of the reading that it comes from.
    reading: u64,
}

/// The newest [`Ring`] that this process has.
#[derive(Default)]
pub(crate) struct Keyring {
    ring: RwLock<Option<Arc<Ring>>>,
    /// Held while the rows are read, so that a crowd costs one reading and an old one replaces no newer.
    turn: Mutex<()>,
    /// How many readings have begun.
    begun: AtomicU64,
}

impl Keyring {
    /// The ring as it is in memory, however old.
    pub(crate) fn known(&self) -> Option<Arc<Ring>> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, ring: Ring) -> Arc<Ring> {
        let ring = Arc::new(ring);
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&ring));
        ring
    }
}

impl Ring {
    pub(crate) fn of(keys: &Keys, rows: Vec<SigningKeyRow>, loaded_at: Timestamp, reading: u64) -> Self {
        let keys = rows.into_iter().filter_map(|row| keys.signing(row.id).find(|key| key.jwk.kid == row.kid).map(|key| (row, key)));
        Self { keys: keys.collect(), loaded_at, reading }
    }

    /// The key that signs at this instant.
    pub(crate) fn signer(&self, now: Timestamp) -> Option<&Signing> {
        self.keys.get(self.current(now)).map(|(_, key)| key)
    }

    /// The place of the key that signs at this instant.
    pub(super) fn current(&self, now: Timestamp) -> usize {
        self.keys.iter().rposition(|(row, _)| row.signs_from <= now).unwrap_or_default()
    }

    /// The rows, in the order in which the keys sign.
    pub(super) fn rows(&self) -> impl Iterator<Item = &SigningKeyRow> {
        self.keys.iter().map(|(row, _)| row)
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

/// The ring, not older than a few seconds. Where the database does not answer, the one from before.
///
/// # Errors
/// If there is none yet and the database fails.
pub(crate) async fn recent(ctx: &Ctx) -> Result<Arc<Ring>> {
    match ctx.keyring.known().filter(|ring| ctx.clock.now().since(ring.loaded_at) < FRESH) {
        Some(ring) => Ok(ring),
        None => newest_known(ctx).await,
    }
}

/// The ring as the rows are now: for what signs and for what others verify by. Where the database does
/// not answer, the one from before.
///
/// # Errors
/// If there is none yet and the database fails.
pub async fn newest_known(ctx: &Ctx) -> Result<Arc<Ring>> {
    match (fresh(ctx).await, ctx.keyring.known()) {
        (Err(error), Some(ring)) => {
            tracing::warn!(%error, "cannot look for new signing keys; going on with the known ones");
            Ok(ring)
        }
        (ring, _) => ring,
    }
}

/// The ring as the rows are now: read since this was called, by this call or by one beside it. A crowd
/// with unknown keys therefore costs one reading after the other, however large it is.
///
/// # Errors
/// If the database fails.
pub(crate) async fn fresh(ctx: &Ctx) -> Result<Arc<Ring>> {
    let keyring = &ctx.keyring;
    let begun = keyring.begun.load(Ordering::SeqCst);
    let _turn = keyring.turn.lock().await;
    if let Some(ring) = keyring.known().filter(|ring| ring.reading > begun) {
        return Ok(ring);
    }
    let reading = keyring.begun.fetch_add(1, Ordering::SeqCst).saturating_add(1);
    let ring = Ring::of(&ctx.keys, signing_key::all(&ctx.db).await?, ctx.clock.now(), reading);
    if !ring.keys.is_empty() {
        return Ok(keyring.keep(ring));
    }
    // The first start, or a master secret that opens none of the rows.
    super::begin(ctx).await?;
    Ok(keyring.keep(Ring::of(&ctx.keys, signing_key::all(&ctx.db).await?, ctx.clock.now(), reading)))
}
