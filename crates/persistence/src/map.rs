//! Between column values and domain values.

use crate::error::{Error, Result};
use domain::Timestamp;

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
