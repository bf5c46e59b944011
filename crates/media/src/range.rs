//! Byte ranges and `If-Range` as RFC 9110 section 14 defines them.
//!
//! Policy where the RFC leaves a choice: a set of ranges that touch or overlap is served as the
//! one range that it amounts to; any other set, or more than [`MAX_RANGES`], is answered with the
//! whole content (section 14.2 allows a server to ignore the field). No `multipart/byteranges` is
//! ever made: no player asks for it, and it is a classic way to make a server send a file many times.

use crate::delivery::http_date;
use domain::Timestamp;
use std::ops::Range;

/// Longer sets are not looked at.
pub const MAX_RANGES: usize = 16;

/// What a request wants of a content of known length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// 200 with everything: there is no usable `Range` field.
    Whole,
    /// 206 with these bytes; never empty, never past the end.
    Part(Range<u64>),
    /// 416, with `Content-Range` from [`unsatisfied`].
    Unsatisfiable,
}

/// One member of the set, before the length is known.
#[derive(Clone, Copy)]
enum Spec {
    /// `first-` and `first-last`, both ends included.
    From { first: u64, last: u64 },
    /// `-count`: the last `count` bytes.
    Suffix(u64),
}

/// Applies a `Range` field to a content of `size` bytes.
///
/// A field that is malformed or has another unit than `bytes` is ignored, as the RFC asks.
pub fn select(field: Option<&[u8]>, size: u64) -> Selection {
    let Some(specs) = field.and_then(parse) else { return Selection::Whole };
    let mut parts: Vec<Range<u64>> = Vec::with_capacity(specs.len());
    for spec in specs {
        match resolve(spec, size) {
            // A suffix of an empty content is that content; no `Content-Range` can say so.
            Some(part) if part.is_empty() => return Selection::Whole,
            Some(part) => parts.push(part),
            None => {}
        }
    }
    parts.sort_by_key(|part| part.start);
    let mut parts = parts.into_iter();
    let Some(mut joined) = parts.next() else { return Selection::Unsatisfiable };
    for part in parts {
        if part.start > joined.end {
            return Selection::Whole;
        }
        joined.end = joined.end.max(part.end);
    }
    Selection::Part(joined)
}

/// The value of `Content-Range` for a 206.
pub fn content_range(part: &Range<u64>, size: u64) -> String {
    format!("bytes {}-{}/{size}", part.start, part.end.saturating_sub(1))
}

/// The value of `Content-Range` for a 416.
pub fn unsatisfied(size: u64) -> String {
    format!("bytes */{size}")
}

/// Whether the `Range` field counts: there is no `If-Range`, or it names exactly the content
/// that we hold, by its strong `ETag` or by its `Last-Modified` date.
pub fn if_range(field: Option<&[u8]>, etag: &str, modified: Timestamp) -> bool {
    let Some(field) = field else { return true };
    let field = field.trim_ascii();
    (!etag.starts_with("W/") && field == etag.as_bytes()) || field == http_date(modified).as_bytes()
}

/// The members of the set; `None` if the field is to be ignored.
fn parse(field: &[u8]) -> Option<Vec<Spec>> {
    let text = std::str::from_utf8(field).ok()?.trim();
    let (unit, set) = text.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    // Empty list members are legal (RFC 9110 section 5.6.1).
    let mut members = set.split(',').map(str::trim).filter(|member| !member.is_empty());
    let specs = members.by_ref().take(MAX_RANGES).map(parse_spec).collect::<Option<Vec<_>>>()?;
    (!specs.is_empty() && members.next().is_none()).then_some(specs)
}

fn parse_spec(member: &str) -> Option<Spec> {
    let (first, last) = member.split_once('-')?;
    match (first, last) {
        ("", count) => number(count).map(Spec::Suffix),
        (first, "") => number(first).map(|first| Spec::From { first, last: u64::MAX }),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(Spec::From { first, last })
        }
    }
}

/// Digits only; what does not fit is larger than any content, so it saturates.
fn number(digits: &str) -> Option<u64> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(digits.parse().unwrap_or(u64::MAX))
}

/// The bytes that a member selects; `None` if it cannot be satisfied.
fn resolve(spec: Spec, size: u64) -> Option<Range<u64>> {
    match spec {
        Spec::From { first, .. } if first >= size => None,
        Spec::From { first, last } => Some(first..last.saturating_add(1).min(size)),
        Spec::Suffix(0) => None,
        Spec::Suffix(count) => Some(size.saturating_sub(count)..size),
    }
}

#[cfg(test)]
mod tests {
    use super::Selection::{Part, Unsatisfiable, Whole};
    use super::*;
    use proptest::prelude::*;

    fn on_1000(field: &str) -> Selection {
        select(Some(field.as_bytes()), 1000)
    }

    #[test]
    fn one_range() {
        assert_eq!(on_1000("bytes=0-"), Part(0..1000));
        assert_eq!(on_1000("bytes=0-0"), Part(0..1));
        assert_eq!(on_1000("bytes=0-99"), Part(0..100));
        assert_eq!(on_1000("Bytes = 5-9 "), Part(5..10));
        assert_eq!(on_1000("bytes=999-5000"), Part(999..1000));
        assert_eq!(on_1000("bytes=-200"), Part(800..1000));
        assert_eq!(on_1000("bytes=-2000"), Part(0..1000));
    }

    #[test]
    fn what_cannot_be_satisfied() {
        assert_eq!(on_1000("bytes=1000-"), Unsatisfiable);
        assert_eq!(on_1000("bytes=-0"), Unsatisfiable);
        assert_eq!(on_1000("bytes=1000-,2000-3000"), Unsatisfiable);
        assert_eq!(on_1000("bytes=99999999999999999999-"), Unsatisfiable);
        assert_eq!(on_1000("bytes=1000-99999999999999999999"), Unsatisfiable);
    }

    #[test]
    fn huge_numbers_are_numbers() {
        assert_eq!(on_1000("bytes=10-99999999999999999999"), Part(10..1000));
        assert_eq!(on_1000("bytes=-99999999999999999999"), Part(0..1000));
        assert_eq!(select(Some(b"bytes=0-18446744073709551615"), u64::MAX), Part(0..u64::MAX));
    }

    #[test]
    fn what_is_ignored() {
        for field in
            ["items=0-1", "bytes=5-2", "bytes", "bytes=", "bytes=,", "bytes=a-b", "bytes=+1-2", "bytes=1 -2", "bytes=--1", "0-1", ""]
        {
            assert_eq!(on_1000(field), Whole, "{field}");
        }
        assert_eq!(select(None, 1000), Whole);
        assert_eq!(select(Some(b"bytes=\xff"), 1000), Whole);
    }

    #[test]
    fn several_ranges_become_one_or_the_whole() {
        assert_eq!(on_1000("bytes=0-9,10-19"), Part(0..20));
        assert_eq!(on_1000("bytes=15-30, 10-19,,"), Part(10..31));
        assert_eq!(on_1000("bytes=0-9,5000-"), Part(0..10));
        assert_eq!(on_1000("bytes=0-9,20-29"), Whole);
        assert_eq!(on_1000(&format!("bytes={}", vec!["0-0"; 16].join(","))), Part(0..1));
        assert_eq!(on_1000(&format!("bytes={}", vec!["0-0"; 17].join(","))), Whole);
    }

    #[test]
    fn an_empty_content() {
        assert_eq!(select(Some(b"bytes=0-"), 0), Unsatisfiable);
        assert_eq!(select(Some(b"bytes=-5"), 0), Whole);
        assert_eq!(unsatisfied(0), "bytes */0");
    }

    #[test]
    fn the_fields_of_the_answer() {
        assert_eq!(content_range(&(0..100), 1000), "bytes 0-99/1000");
        assert_eq!(unsatisfied(1000), "bytes */1000");
    }

    #[test]
    fn if_range_needs_the_very_same_content() {
        let modified = Timestamp::from_millis(784_111_777_000);
        assert!(if_range(None, "\"a\"", modified));
        assert!(if_range(Some(b"\"a\""), "\"a\"", modified));
        assert!(if_range(Some(b"Sun, 06 Nov 1994 08:49:37 GMT"), "\"a\"", modified));
        assert!(!if_range(Some(b"\"b\""), "\"a\"", modified));
        assert!(!if_range(Some(b"W/\"a\""), "W/\"a\"", modified));
        assert!(!if_range(Some(b"Sun, 06 Nov 1994 08:49:38 GMT"), "\"a\"", modified));
    }

    proptest! {
        #[test]
        fn a_part_is_never_empty_and_never_past_the_end(field in "bytes=[-0-9, ]{0,40}", size in 0_u64..2000) {
            if let Part(part) = select(Some(field.as_bytes()), size) {
                prop_assert!(part.start < part.end && part.end <= size);
            }
        }

        #[test]
        fn no_bytes_panic(field in proptest::collection::vec(any::<u8>(), 0..60), size: u64) {
            select(Some(&field), size);
        }
    }
}
