//! What a provider says of somebody, and what can be made of it.

use crate::text;
use crate::user::{Email, Handle, MAX_DISPLAY_NAME};

/// OpenID Connect Core section 2: a subject has at most 255 ASCII characters.
pub const MAX_SUBJECT: usize = 255;
/// A handle that is taken is tried with these numbers behind it before random ones.
const NUMBERED: std::ops::RangeInclusive<u32> = 2..=9;
const MAX_HANDLE: usize = 30;
/// Room for a number behind a handle that is taken.
const STEM: usize = 22;

/// What a provider says of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Who vouches for it.
    pub issuer: String,
    /// The issuer's name for the person.
    pub subject: String,
    /// The mail address, as the provider knows it.
    pub email: Option<String>,
    /// Whether the provider says that the person reads that address's mail.
    pub email_verified: bool,
    /// The person's name.
    pub name: Option<String>,
    /// The person's user name there.
    pub username: Option<String>,
}

impl Profile {
    /// The address, if the provider vouches for it and it is one that we accept.
    pub fn verified_email(&self) -> Option<Email> {
        self.email.as_deref().filter(|_| self.email_verified).and_then(|text| Email::parse(text).ok())
    }

    /// The name in a form that can be shown, if there is anything left of it.
    pub fn display_name(&self) -> Option<String> {
        let name = text::salvage(self.name.as_deref()?, MAX_DISPLAY_NAME);
        (!name.is_empty()).then_some(name)
    }
}

/// Handles for somebody, the nicest first: the user name there, the name, the address's local part,
/// then each with a number; `random` ends the search where thousands share a name.
pub fn handle_candidates(profile: &Profile, random: u32) -> Vec<Handle> {
    let local_part = profile.email.as_deref().and_then(|email| email.split('@').next());
    let hints = [profile.username.as_deref(), profile.name.as_deref(), local_part];
    let plain: Vec<Handle> = hints.into_iter().flatten().filter_map(|hint| Handle::parse(&stem(hint)).ok()).collect();
    // Not behind what was refused: `admin2` would lend authority, too.
    let stem: String = plain.first().map_or("user", Handle::as_str).chars().take(STEM).collect();
    let numbered: Vec<Handle> =
        NUMBERED.chain([random % 10_000, random]).filter_map(|number| Handle::parse(&format!("{stem}{number}")).ok()).collect();
    plain.into_iter().chain(numbered).collect()
}

/// The part of a name that can stand in a handle. `Ana María` becomes `Ana_Maria`.
fn stem(name: &str) -> String {
    // Of an address that serves as a user name, what stands before the sign.
    let name = name.split('@').next().unwrap_or_default();
    let mut stem = String::new();
    for c in text::unaccented(name) {
        if c.is_ascii_alphanumeric() {
            stem.push(c);
        } else if !stem.is_empty() && !stem.ends_with('_') {
            stem.push('_');
        }
        if stem.len() == MAX_HANDLE {
            break;
        }
    }
    stem.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn profile(username: Option<&str>, name: Option<&str>, email: Option<&str>) -> Profile {
        Profile {
            issuer: "https://id.example".into(),
            subject: "1".into(),
            email: email.map(Into::into),
            email_verified: true,
            name: name.map(Into::into),
            username: username.map(Into::into),
        }
    }

    fn first(profile: &Profile) -> String {
        handle_candidates(profile, 123_456)[0].as_str().to_owned()
    }

    #[test]
    fn a_handle_is_made_of_what_the_provider_tells() {
        assert_eq!(first(&profile(Some("ana-cine"), Some("Ana"), None)), "ana_cine");
        assert_eq!(first(&profile(None, Some("Ana María Núñez"), None)), "Ana_Maria_Nunez");
        assert_eq!(first(&profile(None, None, Some("ana.cine@example.org"))), "ana_cine");
        assert_eq!(first(&profile(Some("ana@corp.example"), None, None)), "ana");
        assert_eq!(first(&profile(Some("admin"), Some("王"), None)), "user2", "reserved words and other scripts make no handle");
        assert_eq!(first(&profile(Some("ab"), Some("12345"), None)), "user2", "a handle has three characters and a letter");
    }

    #[test]
    fn only_a_vouched_address_counts() {
        let mut ana = profile(None, None, Some("Ana@Example.org"));
        assert_eq!(ana.verified_email().unwrap().key(), "ana@example.org");
        ana.email_verified = false;
        assert_eq!(ana.verified_email(), None);
        assert_eq!(profile(None, None, Some("no address")).verified_email(), None);
    }

    proptest! {
        #[test]
        fn there_are_always_candidates(username in any::<Option<String>>(), name in any::<Option<String>>(), random in any::<u32>()) {
            let profile = profile(username.as_deref(), name.as_deref(), None);
            prop_assert!(!handle_candidates(&profile, random).is_empty());
            if let Some(name) = profile.display_name() {
                prop_assert!(name.chars().count() <= MAX_DISPLAY_NAME);
            }
        }
    }
}
