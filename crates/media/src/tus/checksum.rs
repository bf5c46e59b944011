//! The checksum extension: `Upload-Checksum: <algorithm> <base64 of the digest>`.

use super::TusError;
use super::metadata::BASE64;
use aws_lc_rs::digest;
use base64::Engine;

const HEADER: &str = "upload-checksum";

/// How a checksum is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// SHA-1: the protocol asks every server for it.
    Sha1,
    /// SHA-256.
    Sha256,
    /// CRC-32 as in zip and Ethernet, as four bytes, the most significant first.
    Crc32,
}

impl Algorithm {
    fn parse(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "sha1" => Some(Self::Sha1),
            "sha256" => Some(Self::Sha256),
            "crc32" => Some(Self::Crc32),
            _ => None,
        }
    }

    fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Crc32 => 4,
        }
    }
}

/// What the client promises of the bytes of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    algorithm: Algorithm,
    expected: Vec<u8>,
}

impl Checksum {
    /// Reads the header.
    ///
    /// # Errors
    /// [`TusError::UnknownChecksumAlgorithm`], or [`TusError::BadHeader`] for a value that is not a
    /// digest of that algorithm.
    pub fn parse(header: &str) -> Result<Self, TusError> {
        let bad = TusError::BadHeader { header: HEADER, reason: "must be an algorithm and the base64 of its digest" };
        let (name, value) = header.split_once(' ').ok_or(bad.clone())?;
        let algorithm = Algorithm::parse(name).ok_or(TusError::UnknownChecksumAlgorithm)?;
        let expected = BASE64.decode(value.trim()).map_err(|_| bad.clone())?;
        if expected.len() == algorithm.length() { Ok(Self { algorithm, expected }) } else { Err(bad) }
    }

    /// Begins to check bytes.
    pub fn hasher(&self) -> Hasher {
        let state = match self.algorithm {
            Algorithm::Sha1 => State::Digest(digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY)),
            Algorithm::Sha256 => State::Digest(digest::Context::new(&digest::SHA256)),
            Algorithm::Crc32 => State::Crc32(crc32fast::Hasher::new()),
        };
        Hasher { state, expected: self.expected.clone() }
    }
}

/// The running check of one request's bytes.
pub struct Hasher {
    state: State,
    expected: Vec<u8>,
}

enum State {
    Digest(digest::Context),
    Crc32(crc32fast::Hasher),
}

impl Hasher {
    /// Takes the next bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.state {
            State::Digest(context) => context.update(bytes),
            State::Crc32(hasher) => hasher.update(bytes),
        }
    }

    /// Whether all the bytes have the promised checksum.
    pub fn matches(self) -> bool {
        match self.state {
            State::Digest(context) => context.finish().as_ref() == self.expected,
            State::Crc32(hasher) => hasher.finalize().to_be_bytes().as_slice() == self.expected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matches(header: &str, pieces: &[&str]) -> bool {
        let mut hasher = Checksum::parse(header).unwrap().hasher();
        for piece in pieces {
            hasher.update(piece.as_bytes());
        }
        hasher.matches()
    }

    #[test]
    fn known_digests() {
        // Of "hello world", as sha1sum, sha256sum and crc32 print them.
        for header in [
            "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
            "SHA1 Kq5sNclPz7QV2+lfQIuc6R7oRu0",
            "sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=",
            "crc32 DUoRhQ==",
        ] {
            assert!(matches(header, &["hello", " ", "world"]), "{header}");
            assert!(!matches(header, &["hello world!"]), "{header}");
        }
    }

    #[test]
    fn what_is_refused() {
        assert_eq!(Checksum::parse("md5 YQ=="), Err(TusError::UnknownChecksumAlgorithm));
        for bad in ["", "sha1", "sha1 ", "sha1 YQ==", "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "crc32 !!!!"] {
            assert!(matches!(Checksum::parse(bad), Err(TusError::BadHeader { .. })), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_header_panics(header in ".{0,80}") {
            let _ = Checksum::parse(&header);
        }
    }
}
