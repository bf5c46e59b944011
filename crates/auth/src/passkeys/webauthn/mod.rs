//! The verification of Web Authentication Level 3, sections 7.1 and 7.2, for what we ask of browsers:
//! discoverable credentials, user verification, no attestation, no extensions.
//!
//! Pure functions over bytes; what they are compared with comes in as arguments. Whatever is malformed
//! is refused with the name of the step that refused it, for the log.

mod authenticator_data;
mod client_data;
mod cose;

use crate::site::Site;
use authenticator_data::AuthenticatorData;
use aws_lc_rs::digest::{SHA256, digest};
use ciborium::Value;

pub(super) use cose::ALGORITHMS;

/// Nesting of what we read; attestation statements that we skip are nested deepest.
const MAX_NESTING: usize = 16;

/// The step of the verification that failed.
pub(super) type Rejection = &'static str;

/// What a browser tells of a credential that it made.
pub(super) struct Registration<'a> {
    pub(super) client_data: &'a [u8],
    pub(super) attestation_object: &'a [u8],
}

/// A credential that was made for us.
#[derive(Debug)]
pub(super) struct Registered {
    pub(super) credential_id: Vec<u8>,
    /// A `COSE_Key`, checked to be one that we can verify with.
    pub(super) public_key: Vec<u8>,
    pub(super) sign_count: u32,
    pub(super) backup_eligible: bool,
    pub(super) backed_up: bool,
}

/// What a browser tells of a signature.
pub(super) struct Assertion<'a> {
    pub(super) client_data: &'a [u8],
    pub(super) authenticator_data: &'a [u8],
    pub(super) signature: &'a [u8],
}

/// What a genuine signature tells of its authenticator.
#[derive(Debug)]
pub(super) struct Asserted {
    pub(super) sign_count: u32,
    pub(super) backup_eligible: bool,
    pub(super) backed_up: bool,
}

/// Verifies a registration. Its attestation is not looked at: we asked for none, and trust no maker
/// more than another.
///
/// # Errors
/// The step that failed.
pub(super) fn register(site: &Site, challenge: &[u8], sent: &Registration<'_>) -> Result<Registered, Rejection> {
    client_data::check(sent.client_data, "webauthn.create", challenge, &site.origins)?;
    let data = authenticator_data_of(sent.attestation_object)?;
    let data = AuthenticatorData::parse(&data)?;
    check_authenticator(&data, site)?;
    let attested = data.attested.ok_or("no attested credential")?;
    cose::parse(&attested.public_key)?;
    Ok(Registered {
        credential_id: attested.credential_id,
        public_key: attested.public_key,
        sign_count: data.sign_count,
        backup_eligible: data.flags.backup_eligible(),
        backed_up: data.flags.backed_up(),
    })
}

/// Verifies a signature by the key of a passkey.
///
/// # Errors
/// The step that failed.
pub(super) fn assert(site: &Site, challenge: &[u8], public_key: &[u8], sent: &Assertion<'_>) -> Result<Asserted, Rejection> {
    client_data::check(sent.client_data, "webauthn.get", challenge, &site.origins)?;
    let data = AuthenticatorData::parse(sent.authenticator_data)?;
    check_authenticator(&data, site)?;
    if data.attested.is_some() {
        return Err("an attested credential in an assertion");
    }
    let message = [sent.authenticator_data, digest(&SHA256, sent.client_data).as_ref()].concat();
    cose::parse(public_key)?.verify_sig(&message, sent.signature).map_err(|_| "signature")?;
    Ok(Asserted { sign_count: data.sign_count, backup_eligible: data.flags.backup_eligible(), backed_up: data.flags.backed_up() })
}

fn check_authenticator(data: &AuthenticatorData, site: &Site) -> Result<(), Rejection> {
    if data.rp_id_hash != digest(&SHA256, site.passkey_domain.as_bytes()).as_ref() {
        return Err("another site's domain");
    }
    if !data.flags.user_present() {
        return Err("user not present");
    }
    if !data.flags.user_verified() {
        return Err("user not verified");
    }
    if data.flags.backed_up() && !data.flags.backup_eligible() {
        return Err("backed up without being eligible");
    }
    Ok(())
}

/// The member `authData` of an attestation object.
fn authenticator_data_of(attestation_object: &[u8]) -> Result<Vec<u8>, Rejection> {
    let (value, rest) = read_cbor(attestation_object).ok_or("attestation object")?;
    if !rest.is_empty() {
        return Err("bytes behind the attestation object");
    }
    let members = value.into_map().map_err(|_| "attestation object")?;
    let found = members.into_iter().find(|(name, _)| name.as_text() == Some("authData"));
    found.and_then(|(_, data)| data.into_bytes().ok()).ok_or("no authenticator data")
}

/// The first CBOR item, and what follows it.
fn read_cbor(mut bytes: &[u8]) -> Option<(Value, &[u8])> {
    let value = ciborium::de::from_reader_with_recursion_limit(&mut bytes, MAX_NESTING).ok()?;
    Some((value, bytes))
}
