//! The concatenation extension: `Upload-Concat: partial`, or `final;` and the URLs of the parts.

use super::TusError;
use domain::upload::UploadId;

const HEADER: &str = "upload-concat";
/// Most parts that one final upload may have.
const MAX_PARTS: usize = 64;

/// What an upload is to the concatenation extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Concat {
    /// A part of a later final upload.
    Partial,
    /// The join of these parts, in this order.
    Final(Vec<UploadId>),
}

impl Concat {
    /// Reads the header. Of a part's URL only the last segment counts, since the parts can only be
    /// on this server; it must be an id of ours.
    ///
    /// # Errors
    /// [`TusError::BadHeader`] for another form, no part, a part named twice or too many;
    /// [`TusError::UnknownUpload`] if a part cannot be one of ours.
    pub fn parse(header: &str) -> Result<Self, TusError> {
        let bad = |reason| TusError::BadHeader { header: HEADER, reason };
        if header == "partial" {
            return Ok(Self::Partial);
        }
        let urls = header.strip_prefix("final;").ok_or(bad("must be partial, or final; and URLs"))?;
        let mut parts = Vec::new();
        for url in urls.split_ascii_whitespace() {
            let part = part_id(url).ok_or(TusError::UnknownUpload)?;
            if parts.contains(&part) {
                return Err(bad("a part is named twice"));
            }
            if parts.len() == MAX_PARTS {
                return Err(bad("at most 64 parts"));
            }
            parts.push(part);
        }
        if parts.is_empty() { Err(bad("no part is named")) } else { Ok(Self::Final(parts)) }
    }
}

fn part_id(url: &str) -> Option<UploadId> {
    // Nothing that could be read in two ways: our own URLs have no escapes, dots-only segments or queries.
    let plain = url.bytes().all(|b| b.is_ascii_alphanumeric() || b"/:._-[]".contains(&b));
    if !plain || url.split('/').any(|segment| segment == "." || segment == "..") {
        return None;
    }
    UploadId::parse(url.rsplit('/').next()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(n: u8) -> UploadId {
        UploadId::from_secret([n; 32])
    }

    #[test]
    fn parts_are_named_by_any_url_of_ours() {
        assert_eq!(Concat::parse("partial"), Ok(Concat::Partial));
        let header = format!("final;/api/upload/{} https://v.example:8443/sub/api/upload/{}", id(1), id(2));
        assert_eq!(Concat::parse(&header), Ok(Concat::Final(vec![id(1), id(2)])));
    }

    #[test]
    fn what_is_no_upload_of_ours() {
        for part in ["/api/upload/../../x", "/api/upload/%2e%2e%2f", "C:\\x", "/api/upload/", "x", &format!("/api/../upload/{}", id(1))] {
            assert_eq!(Concat::parse(&format!("final;{part}")), Err(TusError::UnknownUpload), "{part}");
        }
    }

    #[test]
    fn what_is_refused() {
        let many = (0..65).map(|n| id(n).to_string()).collect::<Vec<_>>().join(" ");
        for bad in ["", "final", "final;", "final; ", "both", &format!("final;{0} {0}", id(1)), &format!("final;{many}")] {
            assert!(matches!(Concat::parse(bad), Err(TusError::BadHeader { .. })), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_header_panics(header in "(final;)?.{0,80}") {
            let _ = Concat::parse(&header);
        }
    }
}
