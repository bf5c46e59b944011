//! Access tokens: JWTs (RFC 7519) signed with Ed25519 (RFC 8037), profiled as RFC 9068 says.
//!
//! Verification is strict: the algorithm is fixed here and not read from the token, the key must be
//! one of ours by its `kid`, `typ` parts access tokens from anything else that we may sign one day,
//! issuer and audience are compared exactly, and times are judged by the injected clock.

use crate::error::{Error, Result};
use crate::keys::Signing;
use crate::signing::Ring;
use domain::Timestamp;
use domain::id::{SessionId, UserId};
use domain::user::Role;
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// RFC 9068 section 2.1.
const TYPE: &str = "at+jwt";
/// Ours are under 500 bytes; anything much longer is not worth decoding.
const MAX_LENGTH: usize = 4096;
/// How far the clocks of our servers may differ.
const LEEWAY: i64 = 5;

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Issuer: the public URL of this installation.
    pub iss: String,
    /// Audience.
    pub aud: String,
    /// The account.
    pub sub: UserId,
    /// The session.
    pub sid: SessionId,
    /// Issued at, in seconds since the epoch.
    pub iat: i64,
    /// Not to be used before; never written by us, and honoured if it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// Expires at.
    pub exp: i64,
    /// The role when it was issued, for services that only read tokens; we ask the database.
    pub role: Role,
}

/// Issues and verifies access tokens.
pub struct Tokens {
    issuer: String,
    audience: String,
    lifetime: Duration,
    validation: Validation,
}

impl Tokens {
    /// Tokens of this issuer for this audience.
    pub fn new(issuer: String, audience: String, lifetime: Duration) -> Self {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&issuer]);
        validation.set_audience(&[&audience]);
        validation.set_required_spec_claims(&["iss", "aud", "sub"]);
        // The library would ask the system's clock; `judge_times` asks ours.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self { issuer, audience, lifetime, validation }
    }

    /// How long a token lives.
    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// A token for this session, signed by this key.
    ///
    /// # Errors
    /// [`Error::Crypto`] if signing fails.
    pub(crate) fn issue(&self, key: &Signing, user: UserId, session: SessionId, role: Role, now: Timestamp) -> Result<String> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(key.jwk.kid.clone());
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sub: user,
            sid: session,
            iat: now.seconds(),
            nbf: None,
            exp: now.plus(self.lifetime).seconds(),
            role,
        };
        encode(&header, &claims, &key.encoding).map_err(|_| Error::Crypto("signing an access token"))
    }

    /// The claims of a genuine token that is good now. Whether its session still is, the caller asks.
    ///
    /// # Errors
    /// [`Error::TokenExpired`] for one that was good, [`Error::TokenInvalid`] for everything else.
    pub fn verify(&self, ring: &Ring, token: &str, now: Timestamp) -> Result<Claims> {
        let claims = self.genuine(ring, token).ok_or(Error::TokenInvalid)?;
        judge_times(&claims, now.seconds())?;
        Ok(claims)
    }

    fn genuine(&self, ring: &Ring, token: &str) -> Option<Claims> {
        let key = ring.verifying(&key_named_in(token)?)?;
        decode::<Claims>(token, key, &self.validation).ok().map(|data| data.claims)
    }
}

/// The `kid` of what looks like an access token of ours; whether it is one, its signature tells.
pub(crate) fn key_named_in(token: &str) -> Option<String> {
    let header = (token.len() <= MAX_LENGTH).then(|| decode_header(token).ok())??;
    let is_ours = header.alg == Algorithm::EdDSA && header.typ.as_deref() == Some(TYPE) && header.crit.is_none();
    header.kid.filter(|_| is_ours)
}

fn judge_times(claims: &Claims, now: i64) -> Result<()> {
    let latest_start = now.saturating_add(LEEWAY);
    if claims.iat > latest_start || claims.nbf.is_some_and(|nbf| nbf > latest_start) {
        return Err(Error::TokenInvalid);
    }
    if claims.exp.saturating_add(LEEWAY) <= now {
        return Err(Error::TokenExpired);
    }
    Ok(())
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
