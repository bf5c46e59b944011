//! ID tokens (OpenID Connect Core 1.0 section 3.1.3.7), judged strictly.
//!
//! Only asymmetric signatures by keys of the issuer's own set count, whatever the token's header says;
//! issuer, audience and nonce are compared to the letter; times are judged by our clock with a minute of
//! leeway.

use super::trouble::{Result, Trouble};
use domain::identity::{MAX_SUBJECT, Profile};
use domain::{Timestamp, text};
use jsonwebtoken::jwk::{Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashSet;

/// How far the issuer's clock may be off.
const LEEWAY: i64 = 60;
const MAX_TOKEN: usize = 32 * 1024;
const MAX_KEYS: usize = 100;
/// What is kept of a text that somebody else wrote.
const MAX_TOLD: usize = 320;
/// Asymmetric all of them: a token "signed" with something public proves nothing.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// The keys of an issuer.
#[derive(Debug)]
pub(super) struct KeySet(Vec<Key>);

#[derive(Debug)]
struct Key {
    kid: Option<String>,
    algorithm: Option<KeyAlgorithm>,
    verifying: DecodingKey,
}

#[derive(Deserialize)]
pub(super) struct KeySetDocument {
    keys: Vec<Value>,
}

impl From<KeySetDocument> for KeySet {
    /// Keys that we can't read, or that are for something else, are left out: a set may hold kinds of
    /// the future.
    fn from(document: KeySetDocument) -> Self {
        Self(document.keys.into_iter().take(MAX_KEYS).filter_map(Key::read).collect())
    }
}

impl Key {
    fn read(value: Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(value).ok()?;
        let for_signatures = matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
        let key = for_signatures.then(|| DecodingKey::from_jwk(&jwk).ok())??;
        Some(Self { kid: jwk.common.key_id, algorithm: jwk.common.key_algorithm, verifying: key })
    }

    fn suits(&self, header: &Header) -> bool {
        let named = header.kid.is_none() || self.kid == header.kid;
        let bound = self.algorithm.is_none_or(|bound| bound.to_string() == format!("{:?}", header.alg));
        named && bound && self.verifying.family() == header.alg.family()
    }
}

/// What a token must say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
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

/// What the issuer says of somebody, in an ID token or at its user endpoint.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Claims {
    pub(super) sub: String,
    email: Option<String>,
    email_verified: Option<Value>,
    name: Option<String>,
    preferred_username: Option<String>,
}

#[derive(Deserialize)]
struct Envelope {
    iss: String,
    aud: Audience,
    azp: Option<String>,
    exp: Value,
    iat: Value,
    nbf: Option<Value>,
    nonce: Option<String>,
    #[serde(flatten)]
    claims: Claims,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// The claims of a token that is genuine, fresh and for us.
pub(super) fn verify(token: &str, keys: &KeySet, expected: Expected<'_>, now: Timestamp) -> std::result::Result<Claims, Refused> {
    let content = |why: &str| Refused::Content(Trouble::Answer(format!("ID token: {why}")));
    if token.len() > MAX_TOKEN {
        return Err(content("too long"));
    }
    let header = decode_header(token).map_err(|_| content("no JWT that we understand"))?;
    if !ALGORITHMS.contains(&header.alg) || header.crit.is_some() {
        return Err(content("not signed in a way that we accept"));
    }
    if header.typ.as_deref().is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT")) {
        return Err(content("another type of token"));
    }
    let validation = only_signature(header.alg);
    let fitting = keys.0.iter().filter(|key| key.suits(&header));
    let opened = fitting
        .map(|key| decode::<Envelope>(token, &key.verifying, &validation))
        .find(|opened| !opened.as_ref().is_err_and(|error| matches!(error.kind(), jsonwebtoken::errors::ErrorKind::InvalidSignature)));
    let envelope = opened.ok_or(Refused::Signature)?.map_err(|_| content("claims are missing"))?.claims;
    envelope.check(expected, now.seconds()).map_err(Refused::Content)
}

/// What the library would check by the system's clock, [`Envelope::check`] checks by ours.
fn only_signature(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims = HashSet::new();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

impl Envelope {
    fn check(self, expected: Expected<'_>, now: i64) -> Result<Claims> {
        let demand = |holds: bool, why: &str| if holds { Ok(()) } else { Err(Trouble::Answer(format!("ID token: {why}"))) };
        demand(self.iss == expected.issuer, "from another issuer")?;
        let (meant, alone) = match &self.aud {
            Audience::One(aud) => (aud == expected.client_id, true),
            Audience::Many(all) => (all.iter().any(|aud| aud == expected.client_id), all.len() == 1),
        };
        demand(meant, "for another audience")?;
        demand(alone || self.azp.is_some(), "for several audiences without saying for whom it was made")?;
        demand(self.azp.is_none_or(|azp| azp == expected.client_id), "made for another client")?;
        demand(self.nonce.as_deref() == Some(expected.nonce), "of another sign-in")?;
        let (exp, iat) = (seconds(&self.exp), seconds(&self.iat));
        demand(exp.is_some_and(|exp| exp.saturating_add(LEEWAY) > now), "expired")?;
        demand(iat.is_some_and(|iat| iat <= now.saturating_add(LEEWAY)), "from the future")?;
        demand(self.nbf.is_none_or(|nbf| seconds(&nbf).is_some_and(|nbf| nbf <= now.saturating_add(LEEWAY))), "not good yet")?;
        let sub = &self.claims.sub;
        demand((1..=MAX_SUBJECT).contains(&sub.len()) && sub.bytes().all(|b| (b' '..=b'~').contains(&b)), "a subject that names nobody")?;
        Ok(self.claims)
    }
}

/// A `NumericDate`, which may have a fraction.
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and no date is near the limits")]
fn seconds(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_f64().map(|fraction| fraction.floor() as i64))
}

impl Claims {
    /// Whether there is an address in it.
    pub(super) fn has_email(&self) -> bool {
        self.email.is_some()
    }

    /// The same with the address that was told elsewhere, and with what else is missing here.
    pub(super) fn with_address_of(self, told: Self) -> Self {
        Self {
            sub: self.sub,
            email: told.email,
            email_verified: told.email_verified,
            name: self.name.or(told.name),
            preferred_username: self.preferred_username.or(told.preferred_username),
        }
    }

    /// As a profile. The user name is a hint for a handle and proves nothing.
    pub(super) fn into_profile(self, issuer: &str) -> Profile {
        let email_verified = self.email_verified.as_ref().is_some_and(is_true);
        let kept = |told: Option<String>| told.map(|told| text::salvage(&told, MAX_TOLD)).filter(|told| !told.is_empty());
        let (email, name, username) = (kept(self.email), kept(self.name), kept(self.preferred_username));
        Profile { issuer: issuer.to_owned(), subject: self.sub, email, email_verified, name, username }
    }
}

/// Some issuers (Apple, Cognito) write the claim as a string. Those two spellings of yes are accepted,
/// and nothing else: whoever says "1" or "yes" has not said what the standard says.
fn is_true(value: &Value) -> bool {
    matches!(value, Value::Bool(true)) || value.as_str() == Some("true")
}
