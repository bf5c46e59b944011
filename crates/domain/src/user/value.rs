//! The values that identify and prove an account. Each keeps the form that its owner typed and,
//! where it must be unique, a key: `Ana@Example.org` and `ana@EXAMPLE.org` are one address.

use crate::rule::Rule;
use crate::text;
use serde::{Deserialize, Deserializer};
use unicode_normalization::UnicodeNormalization;
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, schema::Type};
use utoipa::{PartialSchema, ToSchema};

/// RFC 5321 section 4.5.3.1.3 with the erratum: a path of 256 octets less its two angle brackets.
const MAX_EMAIL_BYTES: usize = 254;
const MAX_LOCAL_PART_BYTES: usize = 64;
const MAX_LABEL_BYTES: usize = 63;
const HANDLE_LENGTH: std::ops::RangeInclusive<usize> = 3..=30;
const MIN_PASSWORD_CHARS: usize = 8;
const MAX_PASSWORD_BYTES: usize = 1024;

/// Words that stand beside handles in addresses, or that would lend somebody false authority.
const RESERVED_HANDLES: &str = "\
    about abuse account admin administrator anonymous api auth blocks categories claqueta comments continue_watching \
    continuewatching deleted embed everyone favorites feed feeds follow followers health healthz help history login logout \
    me metrics mine mod moderator moderators notifications null official oembed playlists postmaster privacy profile \
    progress readyz register root search security session settings signin signup sitemap staff static support system tags \
    team terms trending undefined upload user users video videos webmaster www";

/// A mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    text: String,
    key: String,
}

impl Email {
    /// Checks that mail could be sent there: `local@domain.tld` without quoting or comments;
    /// letters of all scripts are welcome (RFC 6531). White space around it is dropped.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let text = text::normal(text);
        if text.len() > MAX_EMAIL_BYTES {
            return Err(Rule::max_bytes(MAX_EMAIL_BYTES));
        }
        match text.split_once('@') {
            Some((local, domain)) if is_local_part(local) && is_domain(domain) => Ok(Self { key: text::folded(&text), text }),
            _ => Err(Rule::EmailAddress),
        }
    }

    /// From a stored row, which was checked when it was written.
    pub fn from_stored(text: String, key: String) -> Self {
        Self { text, key }
    }

    /// As its owner wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The form in which it is unique.
    pub fn key(&self) -> &str {
        &self.key
    }
}

fn is_local_part(local: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    (1..=MAX_LOCAL_PART_BYTES).contains(&local.len()) && local.split('.').all(|atom| !atom.is_empty()) && local.chars().all(allowed)
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=MAX_LABEL_BYTES).contains(&label.len())
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(is_label) && !domain.ends_with(|c: char| c.is_ascii_digit())
}

/// An account's public name in addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handle {
    text: String,
    key: String,
}

impl Handle {
    /// 3 to 30 of `A-Z a-z 0-9 _`, at least one of them a letter, and not a reserved word.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        if !HANDLE_LENGTH.contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return Err(Rule::HandleCharacters { min: *HANDLE_LENGTH.start(), max: *HANDLE_LENGTH.end() });
        }
        if !text.bytes().any(|b| b.is_ascii_alphabetic()) {
            return Err(Rule::HandleLetter);
        }
        let key = text.to_ascii_lowercase();
        if RESERVED_HANDLES.split(' ').any(|word| word == key) {
            return Err(Rule::HandleNotReserved);
        }
        Ok(Self { text: text.to_owned(), key })
    }

    /// From a stored row, which was checked when it was written.
    pub fn from_stored(text: String, key: String) -> Self {
        Self { text, key }
    }

    /// As its owner wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The form in which it is unique.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// A password as somebody typed it, in NFC: keyboards differ in how they compose `é`.
/// It is never cut, never shown, and has no `Serialize`.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Normalises; the rules for new passwords are asked by [`Password::check_new`].
    pub fn new(text: &str) -> Self {
        Self(text.nfc().collect())
    }

    /// The normalised text, for hashing.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The rule for a password that is being set: 8 characters to 1,024 bytes.
    pub fn check_new(&self) -> Result<(), Rule> {
        if self.0.chars().count() < MIN_PASSWORD_CHARS {
            return Err(Rule::min_characters(MIN_PASSWORD_CHARS));
        }
        self.check_given()
    }

    /// The rule for a password that is being tried; too long is said, because it can't be right.
    pub fn check_given(&self) -> Result<(), Rule> {
        if self.0.len() > MAX_PASSWORD_BYTES {
            return Err(Rule::max_bytes(MAX_PASSWORD_BYTES));
        }
        if self.0.contains('\0') {
            return Err(Rule::NoControlCharacters);
        }
        Ok(())
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(***)")
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::new(&text))
    }
}

impl PartialSchema for Password {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Password)))
            .min_length(Some(MIN_PASSWORD_CHARS))
            .max_length(Some(MAX_PASSWORD_BYTES))
            .examples(["tres tristes tigres"])
            .into()
    }
}

impl ToSchema for Password {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_differing_in_case_or_composition_are_one() {
        let a = Email::parse("User-A@EXAMPLE.test").unwrap();
        let b = Email::parse("  user-a@example.test ").unwrap();
        assert_eq!(a.key(), b.key());
        assert_eq!(a.as_str(), "User-A@EXAMPLE.test", "the form that was typed is kept");
        assert_eq!(Email::parse("jose\u{301}@correo.es").unwrap().key(), Email::parse("JOS\u{c9}@correo.es").unwrap().key());
    }

    #[test]
    fn the_dotless_i_is_not_an_i() {
        assert_ne!(Email::parse("m\u{131}ke@example.org").unwrap().key(), Email::parse("mike@example.org").unwrap().key());
    }

    #[test]
    fn what_mail_can_not_reach_is_refused() {
        let long_local = format!("{}@example.org", "a".repeat(65));
        let long = format!("a@{}.org", ["b".repeat(60), "c".repeat(60), "d".repeat(60), "e".repeat(60), "f".repeat(10)].join("."));
        for bad in [
            "",
            "ana",
            "@example.org",
            "ana@",
            "ana@localhost",
            "a@b@example.org",
            "ana@-x.org",
            "ana@x-.org",
            "ana@x..org",
            ".ana@x.org",
            "ana.@x.org",
            "a..b@x.org",
            "a b@x.org",
            "ana@x.org\nbcc: all@x.org",
            "\"a\"@x.org",
            "a\u{0}b@x.org",
            "<ana@x.org>",
            "ana@127.0.0.1",
            &long_local,
            &long,
        ] {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
        for good in ["a@b.co", "ana+video@sub.example.org", "o'neil@example.org", "ñandú@correo.es", "a@xn--mnchen-3ya.de"] {
            assert!(Email::parse(good).is_ok(), "{good:?}");
        }
    }

    #[test]
    fn handles_are_plain_and_unique_without_case() {
        assert_eq!(Handle::parse("AdAstra").unwrap().key(), Handle::parse("adastra").unwrap().key());
        for bad in ["ab", &"a".repeat(31), "con espacio", "señal", "a-b-c", "a.b", "", "123", "___", "Admin", "ME", "favorites", "null"] {
            assert!(Handle::parse(bad).is_err(), "{bad:?}");
        }
        for good in ["abc", "a_1", "4k_cine", &"z".repeat(30)] {
            assert!(Handle::parse(good).is_ok(), "{good:?}");
        }
    }

    #[test]
    fn passwords_are_counted_in_characters_and_bounded_in_bytes() {
        assert_eq!(Password::new("cami\u{f3}n7").check_new().unwrap_err().code(), "too-short");
        assert!(Password::new("ñandúes8").check_new().is_ok());
        assert!(Password::new(&"x".repeat(1024)).check_new().is_ok());
        assert_eq!(Password::new(&"x".repeat(1025)).check_new().unwrap_err().code(), "too-long");
        assert_eq!(Password::new("e\u{301}").expose(), "\u{e9}", "one form whatever the keyboard composes");
        assert!(Password::new("").check_given().is_ok(), "a wrong password is answered by the sign-in, not by the form");
    }

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(format!("{:?}", Password::new("tres tristes tigres")), "Password(***)");
    }

    proptest! {
        #[test]
        fn any_text_is_judged_and_keys_are_stable(text in any::<String>()) {
            if let Ok(email) = Email::parse(&text) {
                let again = Email::parse(email.key()).expect("a key is itself an address");
                prop_assert_eq!(again.key(), email.key());
            }
            let _ = Handle::parse(&text);
        }
    }
}
