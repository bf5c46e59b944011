//! Reading single header values. A request is seen as a function from a lower-case header name to
//! the bytes of its value, so that no HTTP library is needed here.

use super::TusError;

/// The value of a header as text; `None` if it is absent or empty.
pub(super) fn text<'a>(headers: &impl Fn(&str) -> Option<&'a [u8]>, name: &'static str) -> Result<Option<&'a str>, TusError> {
    let Some(value) = headers(name) else { return Ok(None) };
    let bad = TusError::BadHeader { header: name, reason: "must be ASCII" };
    let value = std::str::from_utf8(value.trim_ascii()).ok().filter(|text| text.is_ascii()).ok_or(bad)?;
    Ok(Some(value).filter(|value| !value.is_empty()))
}

/// The value of a header that is a number of bytes: digits only, below 2^63 so that it fits every
/// database and file system.
pub(super) fn bytes<'a>(headers: &impl Fn(&str) -> Option<&'a [u8]>, name: &'static str) -> Result<Option<u64>, TusError> {
    let Some(value) = text(headers, name)? else { return Ok(None) };
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    let number = value.parse::<u64>().ok().filter(|n| digits && i64::try_from(*n).is_ok());
    number.map(Some).ok_or(TusError::BadHeader { header: name, reason: "must be a number of bytes" })
}
