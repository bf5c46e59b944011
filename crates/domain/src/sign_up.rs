//! Sign-ups that wait for their address to be proven.
//!
//! Where a verified address is required, an account is made only when the link in the mail is
//! followed. Until then there is this row, the same for an address that has an account and for one
//! that has none, so that nobody learns by signing up who is here, and nobody takes a name away with
//! an address that isn't his.

use crate::id::{InvitationId, SignUpId};
use crate::locale::Locale;
use crate::time::Timestamp;
use crate::user::{Email, Handle};

/// A sign-up whose address is not proven yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignUp {
    /// Its identifier, from which its link is derived.
    pub id: SignUpId,
    /// The address that is to be proven; the newest sign-up with one is the one that counts.
    pub email: Email,
    /// The wish for a handle.
    pub handle: Handle,
    /// The name as it shall be written.
    pub display_name: String,
    /// The password's hash; gone when the account was made.
    pub password_hash: Option<String>,
    /// The language of the form.
    pub locale: Locale,
    /// The invitation that was shown.
    pub invitation_id: Option<InvitationId>,
    /// When it was sent.
    pub created_at: Timestamp,
    /// Until when the link is good.
    pub expires_at: Timestamp,
    /// When the account was made.
    pub used_at: Option<Timestamp>,
}

/// Handles to try for somebody whose wish was granted to another meanwhile: the wish, then the wish
/// with a number.
pub fn handles(wish: &Handle) -> impl Iterator<Item = Handle> {
    let stem = wish.as_str().to_owned();
    let numbered = (2..100_u32).filter_map(move |number| {
        let number = number.to_string();
        let stem: String = stem.chars().take(30 - number.len()).collect();
        Handle::parse(&format!("{stem}{number}")).ok()
    });
    std::iter::once(wish.clone()).chain(numbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_followed_by_itself_with_numbers_and_never_too_long() {
        let tried: Vec<String> = handles(&Handle::parse("Ana").unwrap()).take(3).map(|h| h.as_str().to_owned()).collect();
        assert_eq!(tried, ["Ana", "Ana2", "Ana3"]);
        let long = handles(&Handle::parse(&"z".repeat(30)).unwrap()).last().unwrap();
        assert_eq!(long.as_str(), format!("{}99", "z".repeat(28)));
    }
}
