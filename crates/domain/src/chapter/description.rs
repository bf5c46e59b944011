//! Times in a description that are chapters: lines such as `1:23 The beach` or `The beach - 1:23`.

use super::{Chapter, MAX_CHAPTER_TITLE, MAX_CHAPTERS};
use crate::text;

/// Fewer are mentions of moments, not chapters.
const LEAST: usize = 3;

/// The chapters that a description tells of: at least three lines with a time at their beginning or end, of
/// which the first is 0:00 and each is later than the one before.
pub fn of_description(description: &str, length_ms: Option<i64>) -> Vec<Chapter> {
    let found: Vec<Chapter> = description
        .lines()
        .filter_map(chapter)
        .filter(|chapter| length_ms.is_none_or(|length| chapter.start_ms < length))
        .take(MAX_CHAPTERS)
        .collect();
    let begins = found.first().is_some_and(|first| first.start_ms == 0);
    let rises = found.windows(2).all(|pair| matches!(pair, [one, next] if one.start_ms < next.start_ms));
    if begins && rises && found.len() >= LEAST { found } else { Vec::new() }
}

fn chapter(line: &str) -> Option<Chapter> {
    let line = line.trim_matches(is_around);
    let first = line.split_whitespace().next().unwrap_or_default();
    let last = line.split_whitespace().next_back().unwrap_or_default();
    let (start_ms, rest) = match (time(first.trim_matches(is_around)), time(last.trim_matches(is_around))) {
        (Some(at), _) => (at, line.strip_prefix(first)?),
        (None, Some(at)) => (at, line.strip_suffix(last)?),
        (None, None) => return None,
    };
    let title = text::salvage(rest.trim_matches(is_around), MAX_CHAPTER_TITLE);
    (!title.is_empty()).then_some(Chapter { start_ms, title })
}

/// What stands around times and names in lists.
fn is_around(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '–' | '—' | '*' | '•' | '·' | '|' | ':' | '(' | ')' | '[' | ']' | '>' | '→' | ',' | '.')
}

/// `m:ss` or `h:mm:ss` in milliseconds.
fn time(word: &str) -> Option<i64> {
    let parts: Vec<&str> = word.split(':').collect();
    let number = |part: &str, longest: usize| -> Option<i64> {
        let digits = !part.is_empty() && part.len() <= longest && part.bytes().all(|b| b.is_ascii_digit());
        if digits { part.parse().ok() } else { None }
    };
    let two = |part: &str| number(part, 2).filter(|n| part.len() == 2 && *n < 60);
    let seconds = match parts.as_slice() {
        [minutes, seconds] => number(minutes, 3)? * 60 + two(seconds)?,
        [hours, minutes, seconds] => number(hours, 3)? * 3600 + two(minutes)? * 60 + two(seconds)?,
        _ => return None,
    };
    Some(seconds * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn starts(description: &str) -> Vec<(i64, String)> {
        of_description(description, None).into_iter().map(|c| (c.start_ms / 1000, c.title)).collect()
    }

    #[test]
    fn times_at_either_end_of_a_line() {
        let told = "Una tarde en Cádiz\n\n0:00 La llegada\n- 01:05 — La playa: sol\n(1:02:03) El regreso\n\nGracias";
        assert_eq!(starts(told), [(0, "La llegada".to_owned()), (65, "La playa: sol".to_owned()), (3723, "El regreso".to_owned())]);
        let behind = "* Intro - 0:00\n* Part 2 - 10:00\n* End [59:59]";
        assert_eq!(starts(behind), [(0, "Intro".to_owned()), (600, "Part 2".to_owned()), (3599, "End".to_owned())]);
    }

    #[test]
    fn mentions_of_moments_are_no_chapters() {
        for words in [
            "",
            "0:00 a\n1:00 b",
            "0:05 a\n1:00 b\n2:00 c",
            "0:00 a\n2:00 b\n1:00 c",
            "0:00\n1:00\n2:00",
            "0:00 a\n1:75 b\n1:7 c\n12:345 d",
            "look at 1:23 and 2:34 and 3:45",
        ] {
            assert!(starts(words).is_empty(), "{words}");
        }
        assert_eq!(of_description("0:00 a\n0:10 b\n0:20 c\n0:30 d", Some(30_000)).len(), 3, "what lies beyond the end is none");
    }

    proptest! {
        #[test]
        fn nothing_typed_panics(words in any::<String>(), lines in prop::collection::vec("[0-9:]{0,9}[ a-z\u{a0}ñ-]{0,5}[0-9:]{0,9}", 0..9)) {
            for told in [words, lines.join("\n")] {
                let found = of_description(&told, Some(5_000_000));
                prop_assert!(found.is_empty() || found.len() >= LEAST);
                prop_assert!(found.iter().all(|c| text::line(MAX_CHAPTER_TITLE)(&c.title, &()).is_ok()));
            }
        }
    }
}
