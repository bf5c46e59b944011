//! The names of objects, and the layout of the storage.
//!
//! ```text
//! videos/{video}/source/{name}                                  the uploaded file
//! videos/{video}/{generation}/{rendition}/{init.mp4,1.m4s,...}  one transcode
//! videos/{video}/{generation}/{poster.jpg,manifest.mpd,...}
//! avatars/{user}/{avatar}/{64.jpg,256.jpg,...}                  one picture of an account
//! ```

use super::StorageError;
use domain::id::{AvatarId, GenerationId, UserId, VideoId};

/// S3 allows 1024 bytes; what is left is for the bucket prefix of the settings.
const MAX_LENGTH: usize = 512;
/// Most file systems allow 255 bytes; `#1` is appended while a file is being written.
const MAX_SEGMENT: usize = 128;

/// The name of one object: segments of `A-Z a-z 0-9 . _ -` between slashes. A segment never
/// begins with a dot, so there is no `..`, no hidden file, no absolute path and no empty segment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// Accepts only the strict form above.
    ///
    /// # Errors
    /// [`StorageError::BadKey`].
    pub fn parse(text: &str) -> Result<Self, StorageError> {
        let ok = text.len() <= MAX_LENGTH && text.split('/').all(is_segment);
        if ok { Ok(Self(text.to_owned())) } else { Err(StorageError::BadKey(text.chars().take(80).collect())) }
    }

    /// The uploaded file of a video; `name` is ours (an id), never the user's file name.
    ///
    /// # Errors
    /// [`StorageError::BadKey`] if `name` is not one segment.
    pub fn source(video: VideoId, name: &str) -> Result<Self, StorageError> {
        Prefix::video(video).folder("source")?.key(name)
    }

    /// The whole name, without a slash at either end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(self.0.as_str(), |(_, name)| name)
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A folder of objects; it always ends in a slash, so that `videos/12/` never means `videos/123/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix(String);

impl Prefix {
    /// Reads the name of a folder, which ends in a slash.
    ///
    /// # Errors
    /// [`StorageError::BadKey`] for anything that is not such a name.
    pub fn parse(text: &str) -> Result<Self, StorageError> {
        let name = text.strip_suffix('/').ok_or_else(|| StorageError::BadKey(text.chars().take(80).collect()))?;
        Key::parse(name).map(|key| Self(format!("{key}/")))
    }

    /// Everything that belongs to any video.
    pub fn videos() -> Self {
        Self("videos/".to_owned())
    }

    /// Everything of a video: sources and generations.
    pub fn video(video: VideoId) -> Self {
        Self(format!("videos/{video}/"))
    }

    /// Everything of one transcode of a video.
    pub fn generation(video: VideoId, generation: GenerationId) -> Self {
        Self(format!("videos/{video}/{generation}/"))
    }

    /// Everything that belongs to pictures of accounts.
    pub fn avatars() -> Self {
        Self("avatars/".to_owned())
    }

    /// Every picture of an account.
    pub fn avatars_of(user: UserId) -> Self {
        Self(format!("avatars/{user}/"))
    }

    /// One picture of an account, in its sizes.
    pub fn avatar(user: UserId, avatar: AvatarId) -> Self {
        Self(format!("avatars/{user}/{avatar}/"))
    }

    /// A folder inside this one.
    ///
    /// # Errors
    /// [`StorageError::BadKey`] if `name` is not one segment.
    pub fn folder(&self, name: &str) -> Result<Self, StorageError> {
        Ok(Self(format!("{}/", self.key(name)?)))
    }

    /// An object directly inside this folder.
    ///
    /// # Errors
    /// [`StorageError::BadKey`] if `name` is not one segment.
    pub fn key(&self, name: &str) -> Result<Key, StorageError> {
        if !is_segment(name) {
            return Err(StorageError::BadKey(name.chars().take(80).collect()));
        }
        Key::parse(&format!("{}{name}", self.0))
    }

    /// An object anywhere below this folder, by a relative path, as it comes in a media URL.
    ///
    /// # Errors
    /// [`StorageError::BadKey`] for anything but plain segments between slashes.
    pub fn resolve(&self, path: &str) -> Result<Key, StorageError> {
        Key::parse(&format!("{}{path}", self.0))
    }

    /// The whole name, with its slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Prefix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_segment(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    (1..=MAX_SEGMENT).contains(&text.len()) && !text.starts_with('.') && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    #[test]
    fn only_plain_names_are_keys() {
        for good in ["a", "videos/1/source/x", "a-b_c.d", "-x/_y", "1.m4s"] {
            assert_eq!(Key::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "/", "/a", "a/", "a//b", "..", "a/../b", "a/.", ".hidden", "a\\b", "C:x", "a\0", "a b", "%2e%2e", "é", "a#1", "a\n"]
        {
            assert!(Key::parse(bad).is_err(), "{bad:?}");
        }
        assert!(Key::parse(&"a".repeat(129)).is_err());
        assert!(Key::parse(&"a/".repeat(300)).is_err());
    }

    #[test]
    fn a_prefix_only_reaches_down() {
        let (video, generation) = (VideoId(Uuid::from_u128(1)), GenerationId(Uuid::from_u128(2)));
        let prefix = Prefix::generation(video, generation);
        let key = prefix.folder("v720").unwrap().key("1.m4s").unwrap();
        assert_eq!(key.as_str(), format!("videos/{video}/{generation}/v720/1.m4s"));
        assert_eq!(key.file_name(), "1.m4s");
        assert_eq!(prefix.resolve("v720/1.m4s").unwrap(), key);
        assert!(prefix.resolve("../source/x").is_err());
        assert!(prefix.resolve("").is_err());
        assert!(prefix.key("a/b").is_err());
        assert!(prefix.folder("..").is_err());
        assert_eq!(Key::source(video, "x").unwrap().as_str(), format!("videos/{video}/source/x"));
    }

    proptest! {
        #[test]
        fn a_key_stays_below_its_root(text in "[a-z./\\\\:%\\x00-]{0,20}") {
            if let Ok(key) = Key::parse(&text) {
                let path = std::path::Path::new("/root").join(key.as_str());
                prop_assert!(path.starts_with("/root"));
                prop_assert!(path.components().all(|c| c != std::path::Component::ParentDir));
            }
        }
    }
}
