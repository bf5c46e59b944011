//! Between column values and domain values.

use crate::error::{Error, Result};
use domain::Timestamp;
use sea_orm::sea_query::LikeExpr;

pub(crate) fn instant(millis: Option<i64>) -> Option<Timestamp> {
    millis.map(Timestamp::from_millis)
}

pub(crate) fn millis(instant: Option<Timestamp>) -> Option<i64> {
    instant.map(Timestamp::millis)
}

/// Reads a stored name with `parse`, or says which column holds nonsense.
pub(crate) fn named<T>(column: &'static str, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T> {
    parse(name).ok_or_else(|| Error::Unreadable { column, value: name.to_owned() })
}

/// A pattern for what contains this text, in which the letters that mean something to LIKE mean themselves.
pub(crate) fn containing(text: &str) -> LikeExpr {
    let escaped: String = text.chars().flat_map(|c| matches!(c, '\\' | '%' | '_').then_some('\\').into_iter().chain([c])).collect();
    LikeExpr::new(format!("%{escaped}%")).escape('\\')
}
