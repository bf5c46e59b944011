//! Verification of ID tokens (OpenID Connect Core 1.0 section 3.1.3.7) by the library, and what is left to its callers: the
//! clock, `nbf`, `azp` and the form of a subject.

use super::trouble::Trouble;
use domain::identity::{MAX_SUBJECT, Profile};
use domain::{Timestamp, text};
use openidconnect::core::{
    CoreGenderClaim, CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreUserInfoClaims,
};
use openidconnect::{
    AdditionalClaims, ClaimsVerificationError, ClientId, IdToken, IdTokenClaims, IdTokenVerifier, IssuerUrl, Nonce,
    SignatureVerificationError,
};
use serde::{Deserialize, Serialize};
use std::time::{Duration, UNIX_EPOCH};

/// How far the issuer's clock may be off.
const LEEWAY: Duration = Duration::from_mins(1);
/// How long ago a token may have been issued: as long as a sign-in may take.
const MAX_AGE: Duration = super::attempt::LIFETIME;
/// What is kept of a text that an issuer wrote.
const MAX_TEXT: usize = 320;
/// Asymmetric all of them: the library verifies HMACs with the client's secret otherwise, which public clients don't have.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// The claims that we read beyond those of OpenID Connect.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct FurtherClaims {
    /// When the token becomes valid, in seconds (RFC 7519 section 4.1.5).
    nbf: Option<f64>,
}

impl AdditionalClaims for FurtherClaims {}

type Token = IdToken<FurtherClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type TokenClaims = IdTokenClaims<FurtherClaims, CoreGenderClaim>;

/// What a token must say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a IssuerUrl,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
}

/// Why a token was not accepted.
#[derive(Debug)]
pub(super) enum Refused {
    /// By none of these keys. Newer ones may do better.
    Signature,
    /// By what it says.
    Content(Trouble),
}

/// What the issuer says of an account, in an ID token or at its user endpoint.
#[derive(Clone, Debug)]
pub(super) struct Claims {
    subject: String,
    email: Option<String>,
    email_verified: bool,
    name: Option<String>,
    username: Option<String>,
}

/// The claims of a token that is genuine, fresh and for us.
pub(super) fn verify(token: &Token, keys: CoreJsonWebKeySet, expected: Expected<'_>, now: Timestamp) -> Result<Claims, Refused> {
    let nonce = Nonce::new(expected.nonce.to_owned());
    let claims = token.claims(&verifier(keys, expected, now), &nonce).map_err(Refused::from)?;
    check(claims, expected, now).map_err(|why| Refused::Content(Trouble::Answer(format!("ID token: {why}"))))?;
    Ok(claims.into())
}

fn verifier(keys: CoreJsonWebKeySet, expected: Expected<'_>, now: Timestamp) -> IdTokenVerifier<'static, CoreJsonWebKey> {
    let clock = UNIX_EPOCH + Duration::from_secs(u64::try_from(now.minus(LEEWAY).seconds()).unwrap_or_default());
    let (first, last) = (now.minus(MAX_AGE).seconds(), now.plus(LEEWAY).seconds());
    IdTokenVerifier::new_public_client(ClientId::new(expected.client_id.to_owned()), expected.issuer.clone(), keys)
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || clock.into())
        .set_issue_time_verifier_fn(move |issued| {
            let issued = issued.timestamp();
            if first < issued && issued <= last { Ok(()) } else { Err("issued in the future or too long ago".to_owned()) }
        })
        // Further audiences are fine in a token that was made for us: `check` demands `azp` then.
        .set_other_audience_verifier_fn(|_| true)
}

/// What the library leaves to its callers.
fn check(claims: &TokenClaims, expected: Expected<'_>, now: Timestamp) -> Result<(), &'static str> {
    let demand = |holds: bool, why| if holds { Ok(()) } else { Err(why) };
    let party = claims.authorized_party();
    demand(claims.audiences().len() == 1 || party.is_some(), "for several audiences without saying for whom it was made")?;
    demand(party.is_none_or(|party| party.as_str() == expected.client_id), "made for another client")?;
    let latest = now.plus(LEEWAY).seconds();
    #[expect(clippy::cast_precision_loss, reason = "seconds are exact for millions of years")]
    demand(claims.additional_claims().nbf.is_none_or(|begin| begin <= latest as f64), "not valid yet")?;
    let subject = claims.subject().as_str();
    let is_printable = subject.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    demand(is_printable && (1..=MAX_SUBJECT).contains(&subject.len()), "no valid subject")
}

impl From<ClaimsVerificationError> for Refused {
    fn from(error: ClaimsVerificationError) -> Self {
        use SignatureVerificationError::{AmbiguousKeyId, CryptoError, InvalidKey, NoMatchingKey};
        match error {
            ClaimsVerificationError::SignatureVerification(AmbiguousKeyId(_) | CryptoError(_) | InvalidKey(_) | NoMatchingKey) => {
                Self::Signature
            }
            error => Self::Content(Trouble::Answer(format!("ID token: {:.300}", super::outside::chain(&error)))),
        }
    }
}

/// Both kinds of claims have the same readers and no trait for them.
macro_rules! from_library {
    ($($kind:ty),+) => {$(
        impl From<&$kind> for Claims {
            fn from(claims: &$kind) -> Self {
                Self {
                    subject: claims.subject().to_string(),
                    email: claims.email().map(|email| email.to_string()),
                    email_verified: claims.email_verified() == Some(true),
                    name: claims.name().and_then(|names| names.iter().next()).map(|(_, name)| name.to_string()),
                    username: claims.preferred_username().map(|name| name.to_string()),
                }
            }
        }
    )+};
}

from_library!(TokenClaims, CoreUserInfoClaims);

impl Claims {
    /// Who the account is for the issuer.
    pub(super) fn subject(&self) -> &str {
        &self.subject
    }

    /// Whether there is an address in it.
    pub(super) fn has_email(&self) -> bool {
        self.email.is_some()
    }

    /// The same with the address of the user endpoint, and with what else is missing here.
    pub(super) fn with_address_of(self, told: Self) -> Self {
        let (name, username) = (self.name.or(told.name), self.username.or(told.username));
        Self { subject: self.subject, email: told.email, email_verified: told.email_verified, name, username }
    }

    /// As a profile. The user name is a hint for a handle and proves nothing.
    pub(super) fn into_profile(self, issuer: &str) -> Profile {
        let kept = |told: Option<String>| told.map(|told| text::salvage(&told, MAX_TEXT)).filter(|told| !told.is_empty());
        let (email, name, username) = (kept(self.email), kept(self.name), kept(self.username));
        Profile { issuer: issuer.to_owned(), subject: self.subject, email, email_verified: self.email_verified, name, username }
    }
}
