//! Making a passkey.

use super::challenge::{Ceremony, issue, open};
use super::{note, webauthn};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::mail;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Rule;
use domain::access::Actor;
use domain::id::PasskeyId;
use domain::mail::Notice;
use domain::passkey::{
    Algorithm, AuthenticatorSelection, CreatedCredential, CreationOptions, CredentialDescriptor, FinishPasskey, MAX_PASSKEYS, Passkey,
    PasskeyCreation, PasskeyUser, PasskeyView, RelyingParty, known_transports,
};
use domain::text;
use domain::user::User;
use serde_json::json;
use std::net::IpAddr;

const PUBLIC_KEY: &str = "public-key";

/// What the browser needs to make a passkey for the actor's account.
///
/// # Errors
/// [`Error::TooManyPasskeys`]; [`Error::SessionRevoked`] if the account is gone.
pub async fn start(ctx: &Ctx, actor: &Actor) -> Result<PasskeyCreation> {
    let user = persistence::user::find(&ctx.db, actor.user_id).await?.ok_or(Error::SessionRevoked)?;
    let passkeys = persistence::passkey::list(&ctx.db, user.id).await?;
    if passkeys.len() as u64 >= MAX_PASSKEYS {
        return Err(Error::TooManyPasskeys);
    }
    let issued = issue(ctx, Ceremony::Registration, Some(user.id))?;
    let known = |passkey: &Passkey| CredentialDescriptor {
        r#type: PUBLIC_KEY,
        id: URL_SAFE_NO_PAD.encode(&passkey.credential_id),
        transports: passkey.transports.clone(),
    };
    let options = CreationOptions {
        rp: RelyingParty { id: ctx.site.passkey_domain.clone(), name: ctx.site.name.clone() },
        user: PasskeyUser {
            id: URL_SAFE_NO_PAD.encode(user.id.0.as_bytes()),
            name: user.handle.as_str().to_owned(),
            display_name: user.display_name.clone(),
        },
        challenge: issued.challenge,
        pub_key_cred_params: webauthn::ALGORITHMS.map(|alg| Algorithm { r#type: PUBLIC_KEY, alg }).to_vec(),
        timeout: issued.timeout_millis,
        exclude_credentials: passkeys.iter().map(known).collect(),
        authenticator_selection: AuthenticatorSelection {
            resident_key: "required",
            require_resident_key: true,
            user_verification: "required",
        },
        attestation: "none",
    };
    Ok(PasskeyCreation { challenge_id: issued.id, options })
}

/// Keeps the passkey that the browser made.
///
/// # Errors
/// [`Error::ChallengeExpired`] (also for a challenge of somebody else, or one that was used);
/// [`Error::InvalidValue`] for what is not made for this site and challenge; [`Error::PasskeyTaken`];
/// [`Error::TooManyPasskeys`].
pub async fn finish(ctx: &Ctx, actor: &Actor, command: FinishPasskey, address: Option<IpAddr>) -> Result<PasskeyView> {
    let challenge = open(ctx, Ceremony::Registration, &command.challenge_id)?;
    if challenge.user != Some(actor.user_id) {
        return Err(Error::ChallengeExpired);
    }
    let passkey = verified(ctx, actor, &challenge.bytes, &command)?;

    let tx = ctx.db.begin_write().await?;
    // The lock on the account lets several who make passkeys at once count each other's.
    let user: User = persistence::user::find_for_update(&tx, actor.user_id).await?.ok_or(Error::SessionRevoked)?;
    challenge.spend(&tx).await?;
    if persistence::passkey::count(&tx, user.id).await? >= MAX_PASSKEYS {
        return Err(Error::TooManyPasskeys);
    }
    if !persistence::passkey::insert(&tx, &passkey).await? {
        return Err(Error::PasskeyTaken);
    }
    note(ctx, &tx, "passkey.added", Some(user.id), passkey.id, address, json!({})).await?;
    mail::notice(&tx, ctx, &user, Notice::SignInMethodAdded { name: passkey.name.clone() }).await?;
    tx.commit().await?;
    Ok(PasskeyView::from(&passkey))
}

fn verified(ctx: &Ctx, actor: &Actor, challenge: &[u8], command: &FinishPasskey) -> Result<Passkey> {
    let registered = register(ctx, challenge, &command.credential).map_err(|step| {
        tracing::info!(user = %actor.user_id, step, "a new passkey was refused");
        Error::InvalidValue(Rule::Passkey { step: step.to_string().into() }.at("/credential"))
    })?;
    let now = ctx.clock.now();
    Ok(Passkey {
        id: PasskeyId(ctx.ids.uuid(now)),
        user_id: actor.user_id,
        credential_id: registered.credential_id,
        public_key: registered.public_key,
        sign_count: registered.sign_count,
        backup_eligible: registered.backup_eligible,
        backed_up: registered.backed_up,
        transports: known_transports(&command.credential.response.transports),
        name: text::normal(&command.name),
        created_at: now,
        last_used_at: None,
    })
}

fn register(ctx: &Ctx, challenge: &[u8], sent: &CreatedCredential) -> Result<webauthn::Registered, webauthn::Rejection> {
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| "base64url");
    let (client_data, attestation_object) = (decode(&sent.response.client_data_json)?, decode(&sent.response.attestation_object)?);
    let sent_data = webauthn::Registration { client_data: &client_data, attestation_object: &attestation_object };
    let registered = webauthn::register(&ctx.site, challenge, &sent_data)?;
    if registered.credential_id != decode(&sent.id)? {
        return Err("another credential's id");
    }
    Ok(registered)
}
