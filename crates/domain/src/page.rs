//! Keyset pages: a list goes on after the last row seen, so deep pages cost as much as the first
//! and rows that come or go in between are neither repeated nor skipped.

use crate::error::{ErrorKind, Fault};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};
use utoipa::ToSchema;
use uuid::Uuid;

/// Rows of a page when the request does not say.
pub const DEFAULT_LIMIT: u64 = 20;
/// The most rows that one page can have.
pub const MAX_LIMIT: u64 = 100;

const VERSION: u8 = 1;

/// A cursor that was not made by this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this cursor does not belong to this list")]
pub struct BadCursor;

impl Fault for BadCursor {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Malformed
    }

    fn code(&self) -> &'static str {
        "bad-cursor"
    }
}

/// The place in a list after which the next page starts: the sort key and id of the last row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key of the last row (instants in milliseconds, counters, lengths in milliseconds).
    pub key: i64,
    /// The id of the last row, which decides among equal keys.
    pub id: Uuid,
}

impl Cursor {
    /// The opaque text for the wire; `list` is everything that decides which list this is (sort
    /// and filters), so that a cursor of another list is recognised.
    pub fn encode(&self, list: &impl Hash) -> String {
        sealed(list, &[&self.key.to_be_bytes(), self.id.as_bytes()])
    }

    /// Reads a cursor that [`Cursor::encode`] wrote for the same list.
    ///
    /// # Errors
    /// [`BadCursor`] for anything else.
    pub fn decode(text: &str, list: &impl Hash) -> Result<Self, BadCursor> {
        let rest = opened(text, list)?;
        let (key, rest) = rest.split_first_chunk::<8>().ok_or(BadCursor)?;
        let id = Uuid::from_slice(rest).map_err(|_| BadCursor)?;
        Ok(Self { key: i64::from_be_bytes(*key), id })
    }
}

/// The place in a list that is sorted by bytes which no two rows have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceCursor(pub Vec<u8>);

impl PlaceCursor {
    /// As [`Cursor::encode`].
    pub fn encode(&self, list: &impl Hash) -> String {
        sealed(list, &[&self.0])
    }

    /// As [`Cursor::decode`].
    ///
    /// # Errors
    /// [`BadCursor`] for what is no cursor of this list.
    pub fn decode(text: &str, list: &impl Hash) -> Result<Self, BadCursor> {
        opened(text, list).map(Self)
    }
}

fn sealed(list: &impl Hash, place: &[&[u8]]) -> String {
    let mut bytes = vec![VERSION];
    bytes.extend(fingerprint(list).to_be_bytes());
    bytes.extend(place.concat());
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn opened(text: &str, list: &impl Hash) -> Result<Vec<u8>, BadCursor> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| BadCursor)?;
    let ([VERSION], rest) = bytes.split_first_chunk::<1>().ok_or(BadCursor)? else { return Err(BadCursor) };
    let (print, rest) = rest.split_first_chunk::<4>().ok_or(BadCursor)?;
    if u32::from_be_bytes(*print) == fingerprint(list) { Ok(rest.to_vec()) } else { Err(BadCursor) }
}

/// FNV-1a, since a cursor must mean the same after an upgrade of the standard library.
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = (self.0 ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

pub(crate) fn fingerprint(list: &impl Hash) -> u32 {
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    list.hash(&mut hasher);
    let hash = hasher.finish();
    u32::try_from((hash >> 32) ^ (hash & 0xffff_ffff)).unwrap_or_default()
}

/// How much of a list is wanted, and after which row.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest {
    /// The most rows to give, 1 to [`MAX_LIMIT`].
    pub limit: u64,
    /// Where the page before this one ended.
    pub after: Option<Cursor>,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Give this as `cursor` to get the next page; `null` on the last one.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page from up to `limit + 1` rows: the extra one only tells that there is more.
    pub fn from_rows<R>(mut rows: Vec<R>, limit: u64, cursor_of: impl FnOnce(&R) -> String, view: impl FnMut(R) -> T) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = if more { rows.last().map(cursor_of) } else { None };
        Self { items: rows.into_iter().map(view).collect(), next_cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn round_trips_within_its_list_only(key in any::<i64>(), id in any::<u128>()) {
            let cursor = Cursor { key, id: Uuid::from_u128(id) };
            let text = cursor.encode(&("newest", "tag=a"));
            prop_assert_eq!(Cursor::decode(&text, &("newest", "tag=a")), Ok(cursor));
            prop_assert_eq!(Cursor::decode(&text, &("newest", "tag=b")), Err(BadCursor));
            let place = PlaceCursor(id.to_be_bytes().to_vec());
            let text = place.encode(&"list");
            prop_assert_eq!(PlaceCursor::decode(&text, &"list"), Ok(place));
            prop_assert_eq!(PlaceCursor::decode(&text, &"other"), Err(BadCursor));
        }

        #[test]
        fn never_panics(text in any::<String>(), bytes in any::<Vec<u8>>()) {
            prop_assert!(Cursor::decode(&text, &"x").is_err());
            let _ = Cursor::decode(&BASE64_URL_SAFE_NO_PAD.encode(bytes), &"x");
        }
    }

    #[test]
    fn the_extra_row_is_not_given_but_tells_of_more() {
        let page = Page::from_rows(vec![1, 2, 3], 2, ToString::to_string, |n| n * 10);
        assert_eq!(page, Page { items: vec![10, 20], next_cursor: Some("2".to_owned()) });
        let last = Page::from_rows(vec![1, 2], 2, ToString::to_string, |n| n);
        assert_eq!(last.next_cursor, None);
    }
}
