//! Using a passkey.

use super::challenge::{Ceremony, Challenge, issue, open};
use super::{note, webauthn};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::sessions::{self, Tokens};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::UserId;
use domain::passkey::{AssertedCredential, Passkey, PasskeyLogin, PasskeyProof, PasskeyRequest, RequestOptions};
use domain::session::{Device, Method, SignIn};
use persistence::WriteTx;
use serde_json::json;
use std::net::IpAddr;

/// What the browser needs to sign in by whichever passkey the person chooses. Says nothing of any account.
///
/// # Errors
/// [`Error::Crypto`] if the cryptographic library refuses, which it has no reason to.
pub fn start(ctx: &Ctx) -> Result<PasskeyRequest> {
    let issued = issue(ctx, Ceremony::Assertion, None)?;
    let options = RequestOptions {
        challenge: issued.challenge,
        rp_id: ctx.site.passkey_domain.clone(),
        timeout: issued.timeout_millis,
        user_verification: "required",
        allow_credentials: Vec::new(),
    };
    Ok(PasskeyRequest { challenge_id: issued.id, options })
}

/// Begins a session for whose passkey it is.
///
/// # Errors
/// [`Error::ChallengeExpired`]; [`Error::PasskeyRejected`], whichever step refused it;
/// [`Error::PasskeyCloned`]; and as [`sessions::begin`].
pub async fn finish(ctx: &Ctx, command: PasskeyLogin, device: Device) -> Result<Tokens> {
    let proof = PasskeyProof { challenge_id: command.challenge_id, credential: command.credential };
    let proven = check(ctx, &proof, device.address()).await?;
    let user = persistence::user::find(&ctx.db, proven.passkey.user_id).await?.ok_or(Error::PasskeyRejected)?;
    let tx = ctx.db.begin_write().await?;
    proven.consume(ctx, &tx, device.address()).await?;
    tx.commit().await?;
    sessions::begin(ctx, &user, device, SignIn { method: Method::Passkey, persistent: command.remember }).await
}

/// A genuine signature over a challenge that may still turn out to be used.
#[derive(Debug)]
pub(crate) struct Proven {
    passkey: Passkey,
    challenge: Challenge,
    asserted: webauthn::Asserted,
}

/// Checks a proof by a passkey of this account, without using it up.
///
/// # Errors
/// As [`finish`].
pub(crate) async fn check_of(ctx: &Ctx, user: UserId, proof: &PasskeyProof, address: Option<IpAddr>) -> Result<Proven> {
    let proven = check(ctx, proof, address).await?;
    if proven.passkey.user_id == user { Ok(proven) } else { Err(refused("another account's passkey")) }
}

async fn check(ctx: &Ctx, proof: &PasskeyProof, address: Option<IpAddr>) -> Result<Proven> {
    let challenge = open(ctx, Ceremony::Assertion, &proof.challenge_id)?;
    let credential_id = decode(&proof.credential.id).map_err(refused)?;
    let found = persistence::passkey::find_by_credential(&ctx.db, &credential_id).await?;
    let passkey = found.ok_or_else(|| refused("an unknown credential"))?;
    let asserted = assert(ctx, &challenge, &passkey, &proof.credential).map_err(refused)?;
    let proven = Proven { passkey, challenge, asserted };
    if proven.is_stalled() && !proven.passkey.backup_eligible {
        cloned(ctx, &proven.passkey, address).await?;
        return Err(Error::PasskeyCloned);
    }
    Ok(proven)
}

fn assert(
    ctx: &Ctx,
    challenge: &Challenge,
    passkey: &Passkey,
    sent: &AssertedCredential,
) -> Result<webauthn::Asserted, webauthn::Rejection> {
    // Each of our passkeys is discoverable, and those tell whose they are.
    let handle = sent.response.user_handle.as_deref().ok_or("no user handle")?;
    if decode(handle)? != passkey.user_id.0.as_bytes() {
        return Err("another account's handle");
    }
    let (client_data, authenticator_data) = (decode(&sent.response.client_data_json)?, decode(&sent.response.authenticator_data)?);
    let signature = decode(&sent.response.signature)?;
    let sent = webauthn::Assertion { client_data: &client_data, authenticator_data: &authenticator_data, signature: &signature };
    let asserted = webauthn::assert(&ctx.site, &challenge.bytes, &passkey.public_key, &sent)?;
    if asserted.backup_eligible != passkey.backup_eligible {
        return Err("its eligibility for backups changed");
    }
    Ok(asserted)
}

impl Proven {
    /// Whether the authenticator counts its signatures and the counter stood still or went back. Authenticators without a
    /// counter always send 0.
    fn is_stalled(&self) -> bool {
        let (stored, received) = (self.passkey.sign_count, self.asserted.sign_count);
        (stored > 0 || received > 0) && received <= stored
    }

    /// Uses the challenge up and records the use. Of several requests with one answer, one succeeds.
    ///
    /// The counter of a synced passkey proves nothing, because each device may keep its own: the audit log gets an event.
    ///
    /// # Errors
    /// [`Error::ChallengeExpired`]; [`Error::PasskeyRejected`] if another use with this number came
    /// first, or the passkey was removed.
    pub(crate) async fn consume(self, ctx: &Ctx, tx: &WriteTx, address: Option<IpAddr>) -> Result<()> {
        let is_stalled = self.is_stalled();
        self.challenge.spend(tx).await?;
        let (passkey, asserted) = (self.passkey, self.asserted);
        if !persistence::passkey::touch(tx, passkey.id, asserted.sign_count, asserted.backed_up, ctx.clock.now()).await? {
            return Err(refused("its counter moved meanwhile"));
        }
        if is_stalled {
            let detail = json!({ "stored": passkey.sign_count, "received": asserted.sign_count });
            note(ctx, tx, "passkey.counter-stalled", Some(passkey.user_id), passkey.id, address, detail).await?;
        }
        Ok(())
    }
}

/// Records that two authenticators have the key of a device-bound passkey: one of them is not the owner's.
async fn cloned(ctx: &Ctx, passkey: &Passkey, address: Option<IpAddr>) -> Result<()> {
    tracing::warn!(user = %passkey.user_id, passkey = %passkey.id, "a passkey's counter went back; it may have been copied");
    let tx = ctx.db.begin_write().await?;
    note(ctx, &tx, "passkey.cloned", None, passkey.id, address, json!({})).await?;
    Ok(tx.commit().await?)
}

/// The answer is the same for every step: it would only help who tries.
fn refused(step: webauthn::Rejection) -> Error {
    tracing::info!(step, "a passkey was refused");
    Error::PasskeyRejected
}

fn decode(text: &str) -> Result<Vec<u8>, webauthn::Rejection> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| "base64url")
}
