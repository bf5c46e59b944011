//! Where a ranked list goes on. Ranking takes the most popular answers together, a window of them at a time, so a
//! place is a window and a rank in it.

use crate::page::{BadCursor, fingerprint};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use std::hash::Hash;
use uuid::Uuid;

/// Another one than that of [`crate::page::Cursor`].
const VERSION: u8 = 2;

/// A place in a ranked list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankCursor {
    /// Popularity and id of the last answer before the window; nothing for the first window.
    pub window: Option<(i64, Uuid)>,
    /// The score of the last result seen.
    pub score: i64,
    /// Its id.
    pub id: Uuid,
}

impl RankCursor {
    /// The opaque text for the wire; `list` is everything that decides which list this is.
    pub fn encode(&self, list: &impl Hash) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend(fingerprint(list).to_be_bytes());
        bytes.extend(self.score.to_be_bytes());
        bytes.extend(self.id.as_bytes());
        if let Some((popularity, id)) = self.window {
            bytes.extend(popularity.to_be_bytes());
            bytes.extend(id.as_bytes());
        }
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor that [`RankCursor::encode`] wrote for the same list.
    ///
    /// # Errors
    /// [`BadCursor`] for anything else.
    pub fn decode(text: &str, list: &impl Hash) -> Result<Self, BadCursor> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| BadCursor)?;
        let ([VERSION], rest) = bytes.split_first_chunk::<1>().ok_or(BadCursor)? else { return Err(BadCursor) };
        let (print, rest) = rest.split_first_chunk::<4>().ok_or(BadCursor)?;
        if u32::from_be_bytes(*print) != fingerprint(list) {
            return Err(BadCursor);
        }
        let (score, rest) = rest.split_first_chunk::<8>().ok_or(BadCursor)?;
        let (id, rest) = rest.split_first_chunk::<16>().ok_or(BadCursor)?;
        let window = match rest.split_first_chunk::<8>() {
            None if rest.is_empty() => None,
            Some((popularity, id)) => Some((i64::from_be_bytes(*popularity), Uuid::from_slice(id).map_err(|_| BadCursor)?)),
            None => return Err(BadCursor),
        };
        Ok(Self { window, score: i64::from_be_bytes(*score), id: Uuid::from_bytes(*id) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn round_trips_within_its_list_only(score in any::<i64>(), id in any::<u128>(), window in any::<Option<(i64, u128)>>()) {
            let window = window.map(|(popularity, id)| (popularity, Uuid::from_u128(id)));
            let cursor = RankCursor { window, score, id: Uuid::from_u128(id) };
            let text = cursor.encode(&"a");
            prop_assert_eq!(RankCursor::decode(&text, &"a"), Ok(cursor));
            prop_assert_eq!(RankCursor::decode(&text, &"b"), Err(BadCursor));
        }

        #[test]
        fn never_panics(bytes in any::<Vec<u8>>()) {
            let _ = RankCursor::decode(&BASE64_URL_SAFE_NO_PAD.encode(bytes), &"x");
        }
    }
}
