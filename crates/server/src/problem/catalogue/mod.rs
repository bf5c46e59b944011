//! Every code that an answer can carry, explained in English and Spanish.
//!
//! A code that an inner crate adds without an entry here is still answered, with the text of its
//! status; a test reads the codes out of all crates, so that this does not last.

mod comments;
mod failures;
mod general;
mod identity;
mod library;
mod media;

use actix_web::http::StatusCode;

/// One code, explained. Pairs are English and Spanish.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The code.
    pub code: &'static str,
    /// Its usual status.
    pub status: u16,
    /// What kind of problem it is.
    pub title: (&'static str, &'static str),
    /// What it means and what to do.
    pub detail: (&'static str, &'static str),
}

/// All entries.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    let identity_and_media = general::ENTRIES.iter().chain(identity::ENTRIES).chain(media::ENTRIES);
    identity_and_media.chain(library::ENTRIES).chain(comments::ENTRIES).chain(failures::ENTRIES)
}

/// The entry of exactly this code.
pub fn find(code: &str) -> Option<&'static Entry> {
    entries().find(|e| e.code == code)
}

/// The entry of a code, else the general one of the status.
pub fn entry_for(code: &str, status: StatusCode) -> Entry {
    let general = || entries().find(|e| e.status == status.as_u16()).map(|e| Entry { detail: ("", ""), ..*e });
    find(code).copied().or_else(general).unwrap_or(FALLBACK)
}

const FALLBACK: Entry = entry("unknown", 400, ("The request failed", "La petición ha fallado"), ("", ""));

const fn entry(code: &'static str, status: u16, title: (&'static str, &'static str), detail: (&'static str, &'static str)) -> Entry {
    Entry { code, status, title, detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_every_text_is_there_in_both_languages() {
        let mut seen = std::collections::HashSet::new();
        for e in entries() {
            assert!(seen.insert(e.code), "{} appears twice", e.code);
            for text in [e.title.0, e.title.1, e.detail.0, e.detail.1] {
                assert!(!text.is_empty(), "{}", e.code);
            }
        }
    }

    #[test]
    fn an_unknown_code_takes_the_title_of_its_status_and_keeps_its_own_detail() {
        let entry = entry_for("brand-new", StatusCode::CONFLICT);
        assert_eq!((entry.title.0, entry.detail.0), ("The state does not allow this", ""));
    }
}
