//! The two parameters of every list.

use crate::problem::Problem;
use domain::page::{Cursor, DEFAULT_LIMIT, MAX_LIMIT, PageRequest};
use std::hash::Hash;

/// The page that `limit` and `cursor` ask for; `list` is everything that decides which list it is.
///
/// # Errors
/// 422 for a limit out of range, 400 `bad-cursor` for a cursor of another list.
pub fn page_request(limit: Option<u64>, cursor: Option<&str>, list: &impl Hash) -> Result<PageRequest, Problem> {
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Problem::parameter("limit", "out-of-range", format!("must be an integer from 1 to {MAX_LIMIT}")));
    }
    let after = cursor.map(|text| Cursor::decode(text, list)).transpose()?;
    Ok(PageRequest { limit, after })
}
