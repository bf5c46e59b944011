//! What text people may give us: NFC, no control characters, bounded in characters and in marks.
//!
//! The checks are used by garde's `custom`; [`normal`] gives the form that is stored.

use crate::rule::Rule;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// More marks than this on one letter are not writing but an attack on whoever renders it.
const MAX_MARKS: usize = 8;

/// The stored form: NFC without white space at the ends.
pub fn normal(text: &str) -> String {
    text.trim().nfc().collect()
}

/// The form for comparing names: NFC, then lower case.
pub fn folded(text: &str) -> String {
    normal(text).to_lowercase().nfc().collect()
}

/// The letters without their marks, for names that must be ASCII: `Núñez` becomes `Nunez`.
pub fn unaccented(text: &str) -> impl Iterator<Item = char> {
    text.nfkd().filter(|c| !is_combining_mark(*c))
}

/// A line of text of 1 to `max` characters.
pub fn line(max: usize) -> impl FnOnce(&str, &()) -> garde::Result {
    move |text, ()| {
        let text = normal(text);
        if text.is_empty() {
            return Err(Rule::NotEmpty.into());
        }
        bounded(&text, max)?;
        harmless(&text, false)
    }
}

/// A text of several lines, at most `max` characters, which may be empty.
pub fn block(max: usize) -> impl FnOnce(&str, &()) -> garde::Result {
    move |text, ()| {
        let text = normal(text);
        bounded(&text, max)?;
        harmless(&text, true)
    }
}

fn bounded(text: &str, max: usize) -> garde::Result {
    if text.chars().count() > max {
        return Err(Rule::max_characters(max).into());
    }
    Ok(())
}

fn harmless(text: &str, multiline: bool) -> garde::Result {
    let mut marks = 0;
    for c in text.chars() {
        let break_allowed = multiline && matches!(c, '\n' | '\r' | '\t');
        if (c.is_control() && !break_allowed) || is_direction_override(c) || is_noncharacter(c) {
            return Err(Rule::NoControlCharacters.into());
        }
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if marks > MAX_MARKS {
            return Err(Rule::NoStackedMarks.into());
        }
    }
    Ok(())
}

/// Explicit embeddings and overrides (UAX #9) can make a name read as another one.
fn is_direction_override(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}')
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || (u32::from(c) & 0xFFFE) == 0xFFFE
}

/// Cuts at a character boundary so that at most `max` characters stay, and drops what
/// [`line()`] would refuse: for names that come from files, not from a form.
pub fn salvage(text: &str, max: usize) -> String {
    let kept: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_direction_override(*c)).collect();
    let kept = normal(&kept);
    let mut marks = 0;
    let calm = kept.chars().filter(|c| {
        marks = if is_combining_mark(*c) { marks + 1 } else { 0 };
        marks <= MAX_MARKS && !is_noncharacter(*c)
    });
    normal(&calm.take(max).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_what_breaks_databases_and_readers() {
        for bad in ["", "   ", "a\u{0}b", "a\u{202E}b", "line\nbreak", &format!("a{}", "\u{301}".repeat(10_000)), "x\u{FFFF}"] {
            assert!(line(100)(bad, &()).is_err(), "{bad:?}");
        }
        assert!(line(3)("año", &()).is_ok());
        assert!(line(3)("an\u{303}o", &()).is_ok(), "length is counted after NFC");
        assert!(block(10)("a\nb", &()).is_ok());
    }

    proptest! {
        #[test]
        fn what_is_salvaged_is_a_good_line_or_empty(name in any::<String>(), max in 1_usize..80) {
            let kept = salvage(&name, max);
            prop_assert!(kept.is_empty() || line(max)(&kept, &()).is_ok(), "{kept:?}");
        }
    }
}
