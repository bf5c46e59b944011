//! What a run of text holds besides words: addresses, mentions, times in the film.

use super::url;

/// A part of a run of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Just text.
    Text(&'a str),
    /// The address of a page.
    Link(&'a str),
    /// `@handle`, here without the `@`.
    Mention(&'a str),
    /// A time in the film, as written and in seconds.
    Time(&'a str, u32),
}

/// The text in its parts, in order and without a gap.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut plain, mut at, mut before) = (0, 0, None);
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        if let Some((piece, length)) = special(rest, c, before) {
            pieces.extend(text.get(plain..at).filter(|t| !t.is_empty()).map(Piece::Text));
            pieces.push(piece);
            at += length;
            plain = at;
            before = text.get(..at).and_then(|done| done.chars().next_back());
        } else {
            at += c.len_utf8();
            before = Some(c);
        }
    }
    pieces.extend(text.get(plain..).filter(|t| !t.is_empty()).map(Piece::Text));
    pieces
}

/// What begins here, with its length in bytes.
fn special(rest: &str, c: char, before: Option<char>) -> Option<(Piece<'_>, usize)> {
    let in_word = before.is_some_and(|b| b.is_alphanumeric() || b == '_');
    match c {
        'h' | 'H' if !in_word => link(rest),
        '@' if !in_word && !matches!(before, Some('@' | '/' | '.' | '-')) => mention(rest),
        '0'..='9' if !in_word && !matches!(before, Some(':' | '.' | ',' | '-' | '/')) => time(rest),
        _ => None,
    }
}

fn link(rest: &str) -> Option<(Piece<'_>, usize)> {
    if !rest.get(..4)?.eq_ignore_ascii_case("http") {
        return None;
    }
    let end = rest.find(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\' | '`')).unwrap_or(rest.len());
    let mut found = rest.get(..end)?;
    // What ends the sentence isn't the address's, nor is a bracket that was opened before it.
    while let Some(last) = found.chars().next_back() {
        let unopened = last == ')' && found.matches(')').count() > found.matches('(').count();
        if !unopened && !matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '…' | '*' | '_' | '~' | ']' | '»' | '”') {
            break;
        }
        found = found.get(..found.len() - last.len_utf8())?;
    }
    url::web(found).map(|found| (Piece::Link(found), found.len()))
}

fn mention(rest: &str) -> Option<(Piece<'_>, usize)> {
    let name = rest.get(1..)?;
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
    let handle = name.get(..end)?;
    let goes_on = name.get(end..)?.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '@');
    ((3..=30).contains(&handle.len()) && !goes_on).then_some((Piece::Mention(handle), end + 1))
}

/// `m:ss`, `mm:ss`, `h:mm:ss`, `hh:mm:ss`.
fn time(rest: &str) -> Option<(Piece<'_>, usize)> {
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(rest.len());
    let mut found = rest.get(..end)?;
    let after = rest.get(end..)?.chars().next();
    found = found.strip_suffix(':').unwrap_or(found);
    if after.is_some_and(|c| c.is_alphanumeric() || c == '_') && found.len() == end {
        return None;
    }
    let parts: Vec<&str> = found.split(':').collect();
    let number = |text: &str, most: usize| text.parse::<u32>().ok().filter(|_| (1..=most).contains(&text.len()));
    let sixty = |text: &str| number(text, 2).filter(|n| text.len() == 2 && *n < 60);
    let seconds = match parts.as_slice() {
        [minutes, seconds] => number(minutes, 3)? * 60 + sixty(seconds)?,
        [hours, minutes, seconds] => number(hours, 2)? * 3600 + sixty(minutes)? * 60 + sixty(seconds)?,
        _ => return None,
    };
    Some((Piece::Time(found, seconds), found.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn special_ones(text: &str) -> Vec<Piece<'_>> {
        pieces(text).into_iter().filter(|piece| !matches!(piece, Piece::Text(_))).collect()
    }

    #[test]
    fn times_are_found_and_nothing_that_only_looks_like_one() {
        assert_eq!(
            special_ones("at 1:23, (12:05) and 1:02:03."),
            [Piece::Time("1:23", 83), Piece::Time("12:05", 725), Piece::Time("1:02:03", 3723)]
        );
        assert_eq!(special_ones("0:00: start"), [Piece::Time("0:00", 0)]);
        for not in ["1:2", "1:60", "1:23:45:06", "v1:23", "1:23pm", "10.1:23", "1:99:00", "::1", "1234:00", "1:234", "-1:23"] {
            assert_eq!(special_ones(not), [], "{not}");
        }
    }

    #[test]
    fn mentions_are_found_and_mail_addresses_are_not() {
        assert_eq!(special_ones("@ana_cine, hola (@Bea)!"), [Piece::Mention("ana_cine"), Piece::Mention("Bea")]);
        for not in ["ana@example.org", "@ab", "@@ana", "/@ana", "@año", "x.@ana"] {
            assert_eq!(special_ones(not), [], "{not}");
        }
        assert_eq!(special_ones(&format!("@{}", "a".repeat(31))), []);
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        assert_eq!(
            special_ones("see https://example.org/a_b_c. Or (http://example.org/x_(y))?"),
            [Piece::Link("https://example.org/a_b_c"), Piece::Link("http://example.org/x_(y)")]
        );
        assert_eq!(special_ones("xhttps://example.org http https:// httpx://a"), []);
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text(text in "[ah@:0-9/._ ñ]{0,40}|.*") {
            let whole: String = pieces(&text).into_iter().map(|piece| match piece {
                Piece::Text(t) | Piece::Link(t) | Piece::Time(t, _) => t.to_owned(),
                Piece::Mention(handle) => format!("@{handle}"),
            }).collect();
            prop_assert_eq!(whole, text);
        }
    }
}
