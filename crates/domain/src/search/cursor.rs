//! Where a ranked list goes on. The most popular answers are ranked together; a place is a score among them. Beyond
//! them each page is ranked by itself; a place is a popularity there.

use crate::page::{BadCursor, fingerprint};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use std::hash::Hash;
use uuid::Uuid;

/// Others than that of [`crate::page::Cursor`].
const AMONG: u8 = 2;
const BEYOND: u8 = 3;

/// A place in a ranked list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RankCursor {
    /// Among those that are ranked together.
    Among {
        /// The score of the last result seen.
        score: i64,
        /// Its id.
        id: Uuid,
    },
    /// Beyond them.
    Beyond {
        /// The popularity of the least popular result seen.
        popularity: i64,
        /// Its id.
        id: Uuid,
    },
}

impl RankCursor {
    /// The opaque text for the wire; `list` is everything that decides which list this is.
    pub fn encode(&self, list: &impl Hash) -> String {
        let (version, key, id) = match self {
            Self::Among { score, id } => (AMONG, score, id),
            Self::Beyond { popularity, id } => (BEYOND, popularity, id),
        };
        let mut bytes = vec![version];
        bytes.extend(fingerprint(list).to_be_bytes());
        bytes.extend(key.to_be_bytes());
        bytes.extend(id.as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor that [`RankCursor::encode`] wrote for the same list.
    ///
    /// # Errors
    /// [`BadCursor`] for anything else.
    pub fn decode(text: &str, list: &impl Hash) -> Result<Self, BadCursor> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| BadCursor)?;
        let ([version], rest) = bytes.split_first_chunk::<1>().ok_or(BadCursor)?;
        let (print, rest) = rest.split_first_chunk::<4>().ok_or(BadCursor)?;
        let (key, id) = rest.split_first_chunk::<8>().ok_or(BadCursor)?;
        let (key, id) = (i64::from_be_bytes(*key), Uuid::from_slice(id).map_err(|_| BadCursor)?);
        if u32::from_be_bytes(*print) != fingerprint(list) {
            return Err(BadCursor);
        }
        match *version {
            AMONG => Ok(Self::Among { score: key, id }),
            BEYOND => Ok(Self::Beyond { popularity: key, id }),
            _ => Err(BadCursor),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn round_trips_within_its_list_only(key in any::<i64>(), id in any::<u128>(), among in any::<bool>()) {
            let id = Uuid::from_u128(id);
            let cursor = if among { RankCursor::Among { score: key, id } } else { RankCursor::Beyond { popularity: key, id } };
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
