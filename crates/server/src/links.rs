//! The addresses of media.

use domain::Timestamp;
use domain::id::{GenerationId, VideoId};
use domain::user::AvatarLinks;
use domain::video::{MediaGuard, MediaLinks};
use media::token::MediaTokens;
use std::time::Duration;

/// Expiries are rounded up to this, so that a page that is loaded again finds the same addresses,
/// and the browser what it has kept.
const STEP_MILLIS: i64 = 3_600_000;

/// Writes the addresses that the media routes read.
pub struct Links {
    /// The configured public URL, or nothing: addresses are then relative to the host.
    prefix: String,
    avatars: AvatarLinks,
    tokens: MediaTokens,
    lifetime: Duration,
}

impl Links {
    /// `prefix` is the configured public URL or empty.
    pub fn new(prefix: &str, tokens: MediaTokens, lifetime: Duration) -> Self {
        Self { prefix: prefix.to_owned(), avatars: AvatarLinks::new(prefix), tokens, lifetime }
    }

    /// Until when a token is good that is issued now.
    fn until(&self, now: Timestamp) -> Timestamp {
        let until = now.plus(self.lifetime).millis();
        Timestamp::from_millis(until.saturating_add(STEP_MILLIS - 1).div_euclid(STEP_MILLIS).saturating_mul(STEP_MILLIS))
    }
}

impl MediaLinks for Links {
    fn base(&self, video: VideoId, generation: GenerationId, guard: MediaGuard, now: Timestamp) -> String {
        let prefix = &self.prefix;
        match guard {
            MediaGuard::Open => format!("{prefix}/media/{video}/{generation}"),
            MediaGuard::Token(lock) => format!("{prefix}/media/s/{}/{video}/{generation}", self.tokens.issue(video, lock, self.until(now))),
        }
    }

    fn expiry(&self, guard: MediaGuard, now: Timestamp) -> Option<Timestamp> {
        (guard != MediaGuard::Open).then(|| self.until(now))
    }

    fn avatars(&self) -> &AvatarLinks {
        &self.avatars
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::LockId;
    use uuid::Uuid;

    #[test]
    fn only_guarded_media_needs_a_token_which_stays_the_same_for_a_while() {
        let links = Links::new("https://v.example", MediaTokens::new(&[1; 32]), Duration::from_hours(12));
        let (video, generation) = (VideoId(Uuid::from_u128(1)), GenerationId(Uuid::from_u128(2)));
        let base = |guard, millis| links.base(video, generation, guard, Timestamp::from_millis(millis));
        assert_eq!(base(MediaGuard::Open, 0), format!("https://v.example/media/{video}/{generation}"));
        let closed = MediaGuard::Token(None);
        let private = base(closed, 1);
        assert!(private.starts_with("https://v.example/media/s/"));
        assert_eq!(private, base(closed, 1_800_000));
        assert_ne!(private, base(closed, STEP_MILLIS + 1));
        assert_ne!(private, base(MediaGuard::Token(Some(LockId(Uuid::from_u128(3)))), 1));
    }
}
