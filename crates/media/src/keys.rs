//! Keys for single purposes, derived from the installation's one master secret.

use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};

/// Derives 32 bytes for the purpose that `label` names (HKDF-SHA256, RFC 5869).
///
/// Two labels give independent keys, so a key that leaks opens nothing else and never the master.
#[expect(clippy::expect_used, reason = "HKDF-SHA256 fails only for outputs over 8160 bytes")]
pub fn derive(master: &[u8; 32], label: &str) -> [u8; 32] {
    let mut key = [0; 32];
    Salt::new(HKDF_SHA256, b"claqueta")
        .extract(master)
        .expand(&[label.as_bytes()], HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut key))
        .expect("32 bytes are within HKDF's limit");
    key
}

#[cfg(test)]
mod tests {
    use super::derive;

    #[test]
    fn a_key_depends_on_the_secret_and_on_the_label() {
        let key = derive(&[7; 32], "media-token");
        assert_eq!(key, derive(&[7; 32], "media-token"));
        assert_ne!(key, derive(&[7; 32], "refresh-token"));
        assert_ne!(key, derive(&[8; 32], "media-token"));
    }
}
