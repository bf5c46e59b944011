//! One master secret, and every key that is derived from it.
//!
//! An operator keeps 32 bytes; HKDF-SHA256 (RFC 5869) makes an independent key for each purpose from
//! them, so no purpose can be played against another. A new master secret moves the old one to the
//! list of former ones: tokens of both verify, new ones are signed by the new.

use crate::error::{Error, Result};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use aws_lc_rs::{digest, hkdf, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::SigningKeyId;
use domain::session::JwkView;
use jsonwebtoken::{DecodingKey, EncodingKey};

const SALT: &[u8] = b"claqueta/v1";
const JWT_LABEL: &str = "jwt-ed25519";
const REFRESH_LABEL: &str = "refresh-token";

/// The secret that everything else is derived from.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterSecret([u8; 32]);

impl MasterSecret {
    /// From raw bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// From a setting: 32 bytes as 64 hexadecimal digits or as base64 of either alphabet.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bytes = if text.len() == 64 {
            (0..64).step_by(2).map(|i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok()).collect::<Option<Vec<u8>>>()?
        } else {
            URL_SAFE_NO_PAD.decode(text.trim_end_matches('=').replace('+', "-").replace('/', "_")).ok()?
        };
        bytes.try_into().ok().map(Self)
    }

    /// The form to keep in a file.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The key for one purpose. Labels are stable: changing one invalidates what it made.
    pub fn derive(&self, label: &str) -> Result<[u8; 32]> {
        let mut key = [0; 32];
        hkdf::Salt::new(hkdf::HKDF_SHA256, SALT)
            .extract(&self.0)
            .expand(&[label.as_bytes()], hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut key))
            .map_err(|_| Error::Crypto("HKDF"))?;
        Ok(key)
    }
}

impl std::fmt::Debug for MasterSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterSecret(***)")
    }
}

/// The secrets of this installation and the keys that are derived from them.
pub struct Keys {
    refresh: hmac::Key,
    former_refresh: Vec<hmac::Key>,
    /// The current secret, then former ones.
    secrets: Vec<MasterSecret>,
}

/// One key that signs access tokens, with its public half.
pub(crate) struct Signing {
    pub(crate) encoding: EncodingKey,
    pub(crate) decoding: DecodingKey,
    pub(crate) jwk: JwkView,
}

impl Keys {
    /// Derives all keys; `former` secrets only verify and open, newest first.
    ///
    /// # Errors
    /// [`Error::Crypto`] if the cryptographic library refuses, which it has no reason to.
    pub fn new(current: &MasterSecret, former: &[MasterSecret]) -> Result<Self> {
        let former_refresh = former.iter().map(refresh_key).collect::<Result<_>>()?;
        let secrets = std::iter::once(current).chain(former).cloned().collect();
        Ok(Self { refresh: refresh_key(current)?, former_refresh, secrets })
    }

    /// The signing key with this number: from the current secret, then from each former one.
    pub(crate) fn signing(&self, id: SigningKeyId) -> impl Iterator<Item = Signing> {
        self.secrets.iter().filter_map(move |secret| Signing::derive(secret, id).ok())
    }

    /// The key for one purpose, from the current secret.
    pub(crate) fn derive(&self, label: &str) -> Result<[u8; 32]> {
        self.secrets.first().ok_or(Error::Crypto("no master secret"))?.derive(label)
    }

    /// The keys that may have been used for one purpose, the current one first.
    pub(crate) fn derive_every(&self, label: &str) -> impl Iterator<Item = [u8; 32]> {
        self.secrets.iter().filter_map(move |secret| secret.derive(label).ok())
    }

    /// The key that makes refresh tokens.
    pub(crate) fn refresh(&self) -> &hmac::Key {
        &self.refresh
    }

    /// The keys that refresh tokens may have been made with.
    pub(crate) fn every_refresh(&self) -> impl Iterator<Item = &hmac::Key> {
        std::iter::once(&self.refresh).chain(&self.former_refresh)
    }
}

impl Signing {
    fn derive(secret: &MasterSecret, id: SigningKeyId) -> Result<Self> {
        let seed = secret.derive(&format!("{JWT_LABEL}:{id}"))?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| Error::Crypto("Ed25519 seed"))?;
        let pkcs8 = pair.to_pkcs8().map_err(|_| Error::Crypto("Ed25519 to PKCS#8"))?;
        let public = pair.public_key().as_ref();
        let x = URL_SAFE_NO_PAD.encode(public);
        let jwk = JwkView { kty: "OKP", crv: "Ed25519", usage: "sig", alg: "EdDSA", kid: thumbprint(&x), x };
        Ok(Self { encoding: EncodingKey::from_ed_der(pkcs8.as_ref()), decoding: DecodingKey::from_ed_der(public), jwk })
    }
}

/// RFC 7638: SHA-256 over the required members in the order of their names, without white space.
fn thumbprint(x: &str) -> String {
    let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, canonical.as_bytes()))
}

fn refresh_key(secret: &MasterSecret) -> Result<hmac::Key> {
    Ok(hmac::Key::new(hmac::HMAC_SHA256, &secret.derive(REFRESH_LABEL)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_is_that_of_rfc_8037_appendix_a3() {
        assert_eq!(thumbprint("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn secrets_are_read_in_the_forms_that_operators_make_them() {
        let secret = MasterSecret::new([0xfb; 32]);
        for text in
            [secret.to_text(), "fb".repeat(32), "FB".repeat(32), format!("{}=\n", secret.to_text().replace('-', "+").replace('_', "/"))]
        {
            assert_eq!(MasterSecret::parse(&text), Some(secret.clone()), "{text}");
        }
        for bad in ["", "short", &"zz".repeat(32), &"é".repeat(32), &"ab".repeat(31)] {
            assert_eq!(MasterSecret::parse(bad), None, "{bad}");
        }
        assert_eq!(format!("{secret:?}"), "MasterSecret(***)");
    }

    #[test]
    fn each_purpose_and_each_secret_has_its_own_key() {
        let (a, b) = (MasterSecret::new([1; 32]), MasterSecret::new([2; 32]));
        assert_eq!(a.derive("media-token").unwrap(), a.derive("media-token").unwrap());
        assert_ne!(a.derive("media-token").unwrap(), a.derive("refresh-token").unwrap());
        assert_ne!(a.derive("media-token").unwrap(), b.derive("media-token").unwrap());
    }

    #[test]
    fn each_number_and_each_secret_has_its_own_signing_key() {
        let (old, new) = (MasterSecret::new([1; 32]), MasterSecret::new([2; 32]));
        let id = |n| SigningKeyId(uuid::Uuid::from_u128(n));
        let kids = |keys: &Keys, n| keys.signing(id(n)).map(|key| key.jwk.kid).collect::<Vec<_>>();
        let before = Keys::new(&old, &[]).unwrap();
        let after = Keys::new(&new, std::slice::from_ref(&old)).unwrap();
        assert_ne!(kids(&before, 1), kids(&before, 2));
        assert_eq!(kids(&after, 1).len(), 2);
        assert_eq!(kids(&after, 1)[1], kids(&before, 1)[0], "the former secret still gives it");
    }
}
