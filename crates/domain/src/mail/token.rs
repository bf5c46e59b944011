//! The rows behind the links in mails.

use crate::id::{MailTokenId, UserId};
use crate::text;
use crate::time::Timestamp;
use crate::user::User;

/// What a link in a mail is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It proves the account's address.
    VerifyEmail,
    /// It proves the address that the account shall have instead.
    ChangeEmail,
    /// It sets a password.
    ResetPassword,
}

impl Purpose {
    /// The name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify-email",
            Self::ChangeEmail => "change-email",
            Self::ResetPassword => "reset-password",
        }
    }

    /// The purpose with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::VerifyEmail, Self::ChangeEmail, Self::ResetPassword].into_iter().find(|purpose| purpose.name() == name)
    }
}

/// One link. The link itself is derived from the id and stored nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailToken {
    /// Its identifier.
    pub id: MailTokenId,
    /// Whose account it is about.
    pub user_id: UserId,
    /// What it is good for.
    pub purpose: Purpose,
    /// The address that it was sent to; empty for one that an operator hands over.
    pub email: String,
    /// [`User::password_changed_at`] when it was made.
    pub password_changed_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it is good; a newer one of its kind ends it before.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// Why a link does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// It was used before.
    Used,
    /// It is too old, or something that came later took its power.
    Expired,
}

impl MailToken {
    /// Whether who follows the link reads the address's mail; otherwise an operator handed it over.
    pub fn was_mailed(&self) -> bool {
        !self.email.is_empty()
    }

    /// Whether the link may do its work for this account, as both are now.
    ///
    /// # Errors
    /// [`LinkFault`].
    pub fn check(&self, user: &User, now: Timestamp) -> Result<(), LinkFault> {
        if self.used_at.is_some() {
            return Err(LinkFault::Used);
        }
        let same_address = || text::folded(&self.email) == user.email.key();
        let same_password = || self.password_changed_at == user.password_changed_at;
        let still_means_it = match self.purpose {
            Purpose::VerifyEmail => same_address(),
            Purpose::ChangeEmail => same_password(),
            Purpose::ResetPassword => same_password() && (!self.was_mailed() || same_address()),
        };
        if now < self.expires_at && still_means_it { Ok(()) } else { Err(LinkFault::Expired) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user::{Email, Handle, Role};
    use uuid::Uuid;

    const T0: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(T0.millis() + millis)
    }

    fn user() -> User {
        let (email, handle) = (Email::parse("Ana@example.org").unwrap(), Handle::parse("ana").unwrap());
        User::new(UserId(Uuid::nil()), email, handle, Role::Viewer, "hash".into(), T0)
    }

    fn token(purpose: Purpose, email: &str) -> MailToken {
        MailToken {
            id: MailTokenId(Uuid::nil()),
            user_id: UserId(Uuid::nil()),
            purpose,
            email: email.to_owned(),
            password_changed_at: T0,
            created_at: T0,
            expires_at: at(1000),
            used_at: None,
        }
    }

    #[test]
    fn a_link_is_good_until_it_expires_or_is_used() {
        for purpose in [Purpose::VerifyEmail, Purpose::ResetPassword] {
            let mut token = token(purpose, "ANA@example.org");
            assert_eq!(token.check(&user(), at(999)), Ok(()));
            assert_eq!(token.check(&user(), at(1000)), Err(LinkFault::Expired));
            token.used_at = Some(T0);
            assert_eq!(token.check(&user(), at(1000)), Err(LinkFault::Used), "told even when it is old too");
        }
    }

    #[test]
    fn a_changed_password_or_address_takes_the_power_of_what_was_asked_before() {
        let changed = User { password_changed_at: at(1), ..user() };
        let moved = User { email: Email::parse("eva@example.org").unwrap(), ..user() };
        for (purpose, after_password, after_move) in [
            (Purpose::VerifyEmail, Ok(()), Err(LinkFault::Expired)),
            (Purpose::ChangeEmail, Err(LinkFault::Expired), Ok(())),
            (Purpose::ResetPassword, Err(LinkFault::Expired), Err(LinkFault::Expired)),
        ] {
            assert_eq!(token(purpose, "ana@example.org").check(&changed, at(2)), after_password, "{purpose:?}");
            assert_eq!(token(purpose, "ana@example.org").check(&moved, at(2)), after_move, "{purpose:?}");
        }
    }
}
