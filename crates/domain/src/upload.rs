//! A file on its way to us.

use crate::id::{UserId, VideoId};
use crate::time::Timestamp;

/// The public name of an upload: 128 random bits or more in URL-safe base64. Who knows it may
/// continue the upload, so a session that ends in the middle doesn't break it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UploadId(String);

impl UploadId {
    /// Characters of an id: 32 random bytes in base64 without padding.
    const LENGTH: usize = 43;

    /// The id that holds these random bytes.
    pub fn from_secret(secret: [u8; 32]) -> Self {
        use base64::Engine;
        Self(base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(secret))
    }

    /// Reads an id; anything that is not exactly of our own making is no id.
    pub fn parse(text: &str) -> Option<Self> {
        let ours = text.len() == Self::LENGTH && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        ours.then(|| Self(text.to_owned()))
    }

    /// The text of the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for UploadId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What part an upload plays in the tus concatenation extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadRole {
    /// A file by itself.
    Whole,
    /// A piece that a later request joins to others.
    Partial,
}

/// An upload as we keep it; how many bytes there are is told by the staged file alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// Who sends it.
    pub owner_id: UserId,
    /// The draft that the file is for; `None` for pieces.
    pub video_id: Option<VideoId>,
    /// Whole file or piece.
    pub role: UploadRole,
    /// Declared length in bytes; `None` while it is deferred.
    pub length: Option<u64>,
    /// The client's name of the file, for showing only.
    pub filename: String,
    /// The raw `Upload-Metadata` header, which HEAD gives back.
    pub metadata: String,
    /// The server on whose disk the bytes are.
    pub node: String,
    /// When all bytes had come.
    pub completed_at: Option<Timestamp>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it will be swept if it isn't complete.
    pub expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_of_our_own_making_are_ids() {
        let id = UploadId::from_secret([7; 32]);
        assert_eq!(UploadId::parse(id.as_str()), Some(id));
        for bad in ["", "../../x", "%2e%2e%2f", "C:\\x", "a\0", &"é".repeat(22)] {
            assert_eq!(UploadId::parse(bad), None, "{bad:?}");
        }
    }
}
