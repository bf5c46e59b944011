//! A video's password: what is kept of it, what it asks of media addresses, and trying it.

use super::{Video, Visibility};
use crate::id::LockId;
use crate::rule::Rule;
use crate::time::Timestamp;
use crate::user::Password;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The shortest password, in characters.
const MIN: usize = 4;
/// The longest.
const MAX: usize = 128;

/// What is kept of a video's password. Setting one makes a new lock, also where it is the same one again.
#[derive(Clone, PartialEq, Eq)]
pub struct Lock {
    /// Whoever gave the password is known by this id.
    pub id: LockId,
    /// The Argon2id hash of the password.
    pub hash: String,
}

impl std::fmt::Debug for Lock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lock").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What the addresses of a video's media must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaGuard {
    /// Nothing: whoever has one may use it.
    Open,
    /// A token that expires, and that is worth nothing once the lock is another one.
    Token(Option<LockId>),
}

impl MediaGuard {
    /// What this visibility asks for; a lock that waits for its visibility to come back guards nothing.
    pub fn new(visibility: Visibility, lock: Option<LockId>) -> Self {
        if visibility.is_open() { Self::Open } else { Self::Token(lock.filter(|_| visibility == Visibility::Password)) }
    }
}

impl Video {
    /// The lock that has to be opened now.
    pub fn lock_in_force(&self) -> Option<&Lock> {
        self.lock.as_ref().filter(|_| self.metadata.visibility == Visibility::Password)
    }

    /// Whether it has a password, or has it again once a moderator's word is lifted.
    pub(super) fn keeps_lock(&self) -> bool {
        self.takedown.as_ref().map_or(self.metadata.visibility, |takedown| takedown.before) == Visibility::Password
    }

    /// What the addresses of its media must hold.
    pub fn media_guard(&self) -> MediaGuard {
        MediaGuard::new(self.metadata.visibility, self.lock.as_ref().map(|lock| lock.id))
    }
}

/// A try to get in.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "password": "luces y sombras" }))]
pub struct UnlockVideo {
    /// The video's password.
    #[garde(custom(check_password))]
    #[schema(value_type = String, format = Password, min_length = 4, max_length = 128)]
    pub password: Password,
}

/// What shows from now on that the password was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccessView {
    /// To be sent as `Video-Access`.
    #[schema(example = "AZnIoXw-ewKdH186KxwNTgAAAABpVoYATkq1bGZ0o0p3m5n8r2s7t9vXyZ0a1b2c3d4e5f6g7h8")]
    pub access: String,
    /// Until when it is good, unless the password changes before.
    pub expires_at: Timestamp,
}

/// 4 to 128 characters.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde hands references")]
pub(super) fn check_password(password: &Password, (): &()) -> garde::Result {
    match password.expose().chars().count() {
        ..MIN => Err(Rule::min_characters(MIN).into()),
        MIN..=MAX => password.check_given().map_err(garde::Error::from),
        _ => Err(Rule::max_characters(MAX).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_password_has_4_to_128_characters_whatever_their_bytes() {
        for (text, good) in
            [("luz", false), ("luna", true), (&"ñ".repeat(128), true), (&"a".repeat(129), false), ("lu\0na", false), ("    ", true)]
        {
            assert_eq!(UnlockVideo { password: Password::new(text) }.validate().is_ok(), good, "{text:?}");
        }
    }

    #[test]
    fn only_a_lock_in_force_guards_media() {
        let lock = Some(LockId(Uuid::from_u128(1)));
        assert_eq!(MediaGuard::new(Visibility::Password, lock), MediaGuard::Token(lock));
        assert_eq!(MediaGuard::new(Visibility::Private, lock), MediaGuard::Token(None));
        assert_eq!(MediaGuard::new(Visibility::Unlisted, lock), MediaGuard::Open);
    }

    #[test]
    fn a_hash_is_not_told_by_accident() {
        let lock = Lock { id: LockId(Uuid::nil()), hash: "secret".to_owned() };
        assert!(!format!("{lock:?}").contains("secret"));
    }
}
