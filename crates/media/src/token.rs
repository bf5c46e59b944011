//! Playback tokens: one URL path segment that opens the media of one video until it expires.
//!
//! The token is a path segment, not a query or a header, because relative URLs inside playlists
//! then carry it: players pass neither headers nor query strings on to the segments.

use crate::keys;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::{LockId, VideoId};
use domain::{ErrorKind, Fault, Timestamp};

/// First byte of every token, so that the form can change later.
const VERSION: u8 = 1;
/// Version, expiry in seconds, HMAC-SHA256.
const LENGTH: usize = 1 + 8 + 32;

/// Why a token does not open a video. Both answer 404: a hidden video must look like none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not one of ours, or made for another video.
    #[error("this link does not open this video")]
    Invalid,
    /// It was good once.
    #[error("this link has expired")]
    Expired,
}

impl Fault for TokenError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::NotFound
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid => "media-token-invalid",
            Self::Expired => "media-token-expired",
        }
    }
}

/// Makes and checks playback tokens.
#[derive(Clone)]
pub struct MediaTokens {
    key: hmac::Key,
}

impl MediaTokens {
    /// With a key of its own, derived from the master secret.
    pub fn new(master: &[u8; 32]) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, &keys::derive(master, "media-token")) }
    }

    /// A token for `video` that is good until `expires` (whole seconds), while this is the lock that guards it. The same
    /// arguments give the same token, so callers that round `expires` let browsers reuse what they have cached.
    pub fn issue(&self, video: VideoId, lock: Option<LockId>, expires: Timestamp) -> String {
        let expires = expires.seconds().to_be_bytes();
        let mut token = Vec::with_capacity(LENGTH);
        token.push(VERSION);
        token.extend_from_slice(&expires);
        token.extend_from_slice(hmac::sign(&self.key, &signed_part(video, lock, expires)).as_ref());
        URL_SAFE_NO_PAD.encode(token)
    }

    /// Checks a token against the video whose media is asked for, and its lock, and gives its expiry.
    ///
    /// # Errors
    /// [`TokenError::Invalid`] for anything that we did not sign for this video and lock,
    /// [`TokenError::Expired`] from the instant of expiry on.
    pub fn verify(&self, token: &str, video: VideoId, lock: Option<LockId>, now: Timestamp) -> Result<Timestamp, TokenError> {
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| TokenError::Invalid)?;
        let bytes = <[u8; LENGTH]>::try_from(bytes).map_err(|_| TokenError::Invalid)?;
        let (&[VERSION], rest) = bytes.split_first_chunk::<1>().ok_or(TokenError::Invalid)? else {
            return Err(TokenError::Invalid);
        };
        let (expires, mac) = rest.split_first_chunk::<8>().ok_or(TokenError::Invalid)?;
        // The comparison inside takes the same time wherever the first difference is.
        hmac::verify(&self.key, &signed_part(video, lock, *expires), mac).map_err(|_| TokenError::Invalid)?;
        let expires = Timestamp::from_millis(i64::from_be_bytes(*expires).saturating_mul(1000));
        if now < expires { Ok(expires) } else { Err(TokenError::Expired) }
    }
}

/// What the signature covers. The video is not in the token: it stands in the path already, and its lock in the row.
fn signed_part(video: VideoId, lock: Option<LockId>, expires: [u8; 8]) -> Vec<u8> {
    let lock = lock.map(|lock| lock.0.into_bytes());
    let lock = lock.as_ref().map_or([].as_slice(), <[u8; 16]>::as_slice);
    [[VERSION].as_slice(), video.0.as_bytes(), &expires, lock].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn video(n: u128) -> VideoId {
        VideoId(Uuid::from_u128(n))
    }

    fn lock(n: u128) -> LockId {
        LockId(Uuid::from_u128(n))
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn a_token_opens_its_video_until_it_expires() {
        let tokens = MediaTokens::new(&[1; 32]);
        let token = tokens.issue(video(5), None, at(100));
        assert_eq!(tokens.verify(&token, video(5), None, at(99)), Ok(at(100)));
        assert_eq!(tokens.verify(&token, video(5), None, at(100)), Err(TokenError::Expired));
        assert_eq!(tokens.verify(&token, video(6), None, at(99)), Err(TokenError::Invalid));
        assert_eq!(MediaTokens::new(&[2; 32]).verify(&token, video(5), None, at(99)), Err(TokenError::Invalid));
        assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    }

    #[test]
    fn another_lock_makes_it_worthless() {
        let tokens = MediaTokens::new(&[1; 32]);
        let token = tokens.issue(video(5), Some(lock(1)), at(100));
        assert_eq!(tokens.verify(&token, video(5), Some(lock(1)), at(99)), Ok(at(100)));
        for other in [None, Some(lock(2))] {
            assert_eq!(tokens.verify(&token, video(5), other, at(99)), Err(TokenError::Invalid));
        }
        let unlocked = tokens.issue(video(5), None, at(100));
        assert_eq!(tokens.verify(&unlocked, video(5), Some(lock(1)), at(99)), Err(TokenError::Invalid));
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let tokens = MediaTokens::new(&[1; 32]);
        let token = tokens.issue(video(5), None, at(100));
        for i in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[i] = if forged[i] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).unwrap();
            assert_eq!(tokens.verify(&forged, video(5), None, at(0)), Err(TokenError::Invalid), "{i}");
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_panics_or_opens(text in ".{0,80}") {
            let tokens = MediaTokens::new(&[1; 32]);
            prop_assert_eq!(tokens.verify(&text, video(1), None, at(0)), Err(TokenError::Invalid));
        }
    }
}
