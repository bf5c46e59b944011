//! Whole requests: what a POST and a PATCH ask for.

use super::{Checksum, Concat, Metadata, PATCH_CONTENT_TYPE, TusError, VERSION, header};
use domain::upload::UploadRoute;

/// Checks `Tus-Resumable`, which every request but OPTIONS must carry.
///
/// # Errors
/// [`TusError::VersionMismatch`].
pub fn check_version<'a>(headers: impl Fn(&str) -> Option<&'a [u8]>) -> Result<(), TusError> {
    let ours = headers("tus-resumable").is_some_and(|value| value.trim_ascii() == VERSION.as_bytes());
    if ours { Ok(()) } else { Err(TusError::VersionMismatch) }
}

/// A POST that begins an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Creation {
    /// The declared length in bytes; `None` if it is told later, or follows from the parts.
    pub length: Option<u64>,
    /// What the client says of the file.
    pub metadata: Metadata,
    /// Its role in the concatenation extension, if it has one.
    pub concat: Option<Concat>,
    /// The promise on the bytes of the body.
    pub checksum: Option<Checksum>,
    /// Whether the body holds the first bytes (creation-with-upload).
    pub has_body: bool,
    /// The declared size of the body; absent for a chunked one.
    pub content_length: Option<u64>,
    /// The route that a trusted load balancer wants the upload on; no header of the protocol.
    pub route: Option<UploadRoute>,
}

impl Creation {
    /// Reads the headers; `headers` gives the value of a header by its lower-case name, and `limit`
    /// is the largest upload in bytes.
    ///
    /// # Errors
    /// Any [`TusError`] but the version, which [`check_version`] looks at.
    pub fn parse<'a>(headers: impl Fn(&str) -> Option<&'a [u8]>, limit: u64) -> Result<Self, TusError> {
        let concat = header::text(&headers, "upload-concat")?.map(Concat::parse).transpose()?;
        let length = declared_length(&headers, matches!(concat, Some(Concat::Final(_))))?;
        check_limit(length, limit)?;
        let metadata = header::text(&headers, "upload-metadata")?.map(Metadata::parse).transpose()?;
        let content_length = header::bytes(&headers, "content-length")?;
        let has_body = is_offset_stream(&headers);
        if !has_body && content_length.is_some_and(|bytes| bytes > 0) {
            return Err(TusError::WrongContentType);
        }
        if has_body && matches!(concat, Some(Concat::Final(_))) {
            return Err(TusError::BadHeader { header: "upload-concat", reason: "a final upload has no bytes of its own" });
        }
        let checksum = header::text(&headers, "upload-checksum")?.map(Checksum::parse).transpose()?;
        Ok(Self { length, metadata: metadata.unwrap_or_default(), concat, checksum, has_body, content_length, route: None })
    }
}

/// A PATCH that brings bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Append {
    /// Where the client believes that the upload stands.
    pub offset: u64,
    /// The length, if the client tells it now (creation-defer-length).
    pub length: Option<u64>,
    /// The promise on the bytes of the body.
    pub checksum: Option<Checksum>,
    /// The declared size of the body; absent for a chunked one.
    pub content_length: Option<u64>,
}

impl Append {
    /// Reads the headers; see [`Creation::parse`].
    ///
    /// # Errors
    /// Any [`TusError`] but the version, which [`check_version`] looks at.
    pub fn parse<'a>(headers: impl Fn(&str) -> Option<&'a [u8]>, limit: u64) -> Result<Self, TusError> {
        if !is_offset_stream(&headers) {
            return Err(TusError::WrongContentType);
        }
        let offset = header::bytes(&headers, "upload-offset")?.ok_or(TusError::Missing("upload-offset"))?;
        let length = header::bytes(&headers, "upload-length")?;
        check_limit(length, limit)?;
        let checksum = header::text(&headers, "upload-checksum")?.map(Checksum::parse).transpose()?;
        Ok(Self { offset, length, checksum, content_length: header::bytes(&headers, "content-length")? })
    }
}

/// Exactly one of `Upload-Length` and `Upload-Defer-Length: 1`; neither for a final upload.
fn declared_length<'a>(headers: &impl Fn(&str) -> Option<&'a [u8]>, is_final: bool) -> Result<Option<u64>, TusError> {
    let length = header::bytes(headers, "upload-length")?;
    let defer = header::text(headers, "upload-defer-length")?;
    match (length, defer) {
        (None, None) if is_final => Ok(None),
        _ if is_final => Err(TusError::BadHeader { header: "upload-length", reason: "a final upload takes its length from its parts" }),
        (Some(length), None) => Ok(Some(length)),
        (None, Some("1")) => Ok(None),
        (None, None) => Err(TusError::Missing("upload-length")),
        (None, Some(_)) => Err(TusError::BadHeader { header: "upload-defer-length", reason: "must be 1" }),
        (Some(_), Some(_)) => Err(TusError::BadHeader { header: "upload-defer-length", reason: "contradicts upload-length" }),
    }
}

fn check_limit(length: Option<u64>, limit: u64) -> Result<(), TusError> {
    if length.is_some_and(|length| length > limit) { Err(TusError::TooLarge { limit }) } else { Ok(()) }
}

fn is_offset_stream<'a>(headers: &impl Fn(&str) -> Option<&'a [u8]>) -> bool {
    headers("content-type").is_some_and(|value| value.trim_ascii().eq_ignore_ascii_case(PATCH_CONTENT_TYPE.as_bytes()))
}
