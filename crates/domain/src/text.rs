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

/// Whether a reader sees anything of the text: white space, format characters and fillers alone show nothing.
pub fn has_visible_text(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(c))
}

/// A line of text of 1 to `max` characters, at least one of them visible.
pub fn line(max: usize) -> impl FnOnce(&str, &()) -> garde::Result {
    move |text, ()| {
        let text = normal(text);
        Rule::NotEmpty.require(has_visible_text(&text))?;
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

/// Like [`block()`], with at least one visible character.
pub fn visible_block(max: usize) -> impl FnOnce(&str, &()) -> garde::Result {
    move |text, ctx| {
        Rule::NotEmpty.require(has_visible_text(text))?;
        block(max)(text, ctx)
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

/// `Default_Ignorable_Code_Point` of Unicode 16, and the blank of Braille, which is drawn as a space.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || (u32::from(c) & 0xFFFE) == 0xFFFE
}

/// Cuts at a character boundary so that at most `max` characters stay, and drops what
/// [`line()`] would refuse (empty if nothing visible is left): for names that come from files, not from a form.
pub fn salvage(text: &str, max: usize) -> String {
    let kept: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_direction_override(*c)).collect();
    let kept = normal(&kept);
    let mut marks = 0;
    let calm = kept.chars().filter(|c| {
        marks = if is_combining_mark(*c) { marks + 1 } else { 0 };
        marks <= MAX_MARKS && !is_noncharacter(*c)
    });
    let calm = normal(&calm.take(max).collect::<String>());
    if has_visible_text(&calm) { calm } else { String::new() }
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

    #[test]
    fn text_without_a_visible_character_is_empty() {
        for blank in ["\u{200B}", " \u{200B}\u{FEFF} ", "\u{3164}", "\u{2800}", "\u{AD}\u{2060}", "\u{E0041}", "\u{FE0F}", "\u{A0}"] {
            assert!(!has_visible_text(blank), "{blank:?}");
            assert!(line(100)(blank, &()).is_err() && visible_block(100)(blank, &()).is_err(), "{blank:?}");
            assert_eq!(salvage(blank, 100), "", "{blank:?}");
        }
        for seen in [".", "a\u{200B}", "👩\u{200D}🚀", "می\u{200C}خواهم", "❤\u{FE0F}"] {
            assert!(has_visible_text(seen) && line(100)(seen, &()).is_ok(), "{seen:?}");
        }
        assert!(block(10)("", &()).is_ok(), "a description may be empty");
    }

    proptest! {
        #[test]
        fn what_is_salvaged_is_a_good_line_or_empty(name in any::<String>(), max in 1_usize..80) {
            let kept = salvage(&name, max);
            prop_assert!(kept.is_empty() || line(max)(&kept, &()).is_ok(), "{kept:?}");
        }
    }
}
