//! Conditional requests (RFC 9110, section 13).
//!
//! Tags are compared without regard to `W/`, also in `If-Match`: proxies that compress turn a
//! strong tag into a weak one, and a client that gives it back means the same version.

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::{FromRequest, HttpRequest};
use std::convert::Infallible;
use std::fmt::Display;
use std::future::{Ready, ready};

/// The entity tag of a version.
pub fn etag(version: impl Display) -> String {
    format!("\"{version}\"")
}

/// A digest as text; 128 bits of it are plenty to tell contents apart.
pub fn short_digest(digest: &[u8]) -> String {
    let start = digest.first_chunk::<16>().copied().unwrap_or_default();
    format!("{:032x}", u128::from_be_bytes(start))
}

/// The entity tag of a content with this digest.
pub fn digest_etag(digest: &[u8]) -> String {
    etag(short_digest(digest))
}

/// The tags of one header; `None` if it is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Tags {
    Any,
    Listed(Vec<String>),
}

impl Tags {
    fn read(headers: &HeaderMap, name: &HeaderName) -> Option<Self> {
        let values: Vec<&str> = headers.get_all(name).filter_map(|v| v.to_str().ok()).collect();
        if values.is_empty() {
            return None;
        }
        let joined = values.join(",");
        if joined.trim() == "*" {
            return Some(Self::Any);
        }
        Some(Self::Listed(joined.split(',').map(|tag| opaque(tag).to_owned()).collect()))
    }

    fn contain(&self, current: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Listed(tags) => tags.iter().any(|tag| tag == opaque(current)),
        }
    }
}

/// The version that a tag names; what follows a hyphen tells of content that the version does not count.
fn version(tag: &str) -> Option<i64> {
    let tag = tag.trim_matches('"');
    tag.split_once('-').map_or(tag, |(version, _)| version).parse().ok()
}

fn opaque(tag: &str) -> &str {
    tag.trim().trim_start_matches("W/")
}

/// `If-Match`: change only the version that the client has seen.
#[derive(Clone, Debug)]
pub struct IfMatch(Option<Tags>);

impl IfMatch {
    /// The versions of which one must be current, where versions are numbers; `None` for no
    /// condition. A tag that is not one of our versions matches nothing.
    pub fn versions(&self) -> Option<Vec<i64>> {
        match &self.0 {
            None | Some(Tags::Any) => None,
            Some(Tags::Listed(tags)) => Some(tags.iter().filter_map(|tag| version(tag)).collect()),
        }
    }
}

/// `If-None-Match`: send only what the client does not have yet.
#[derive(Clone, Debug)]
pub struct IfNoneMatch(Option<Tags>);

impl IfNoneMatch {
    /// Reads the header of a request.
    pub fn of(request: &HttpRequest) -> Self {
        Self(Tags::read(request.headers(), &header::IF_NONE_MATCH))
    }

    /// Whether the client has the version with this tag, so that 304 will do.
    pub fn has(&self, etag: &str) -> bool {
        self.0.as_ref().is_some_and(|tags| tags.contain(etag))
    }
}

impl FromRequest for IfMatch {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(Tags::read(request.headers(), &header::IF_MATCH))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn if_match(value: &str) -> IfMatch {
        let request = TestRequest::default().insert_header((header::IF_MATCH, value)).to_http_request();
        IfMatch(Tags::read(request.headers(), &header::IF_MATCH))
    }

    #[test]
    fn a_stale_copy_is_refused() {
        assert_eq!(if_match("\"3\"").versions(), Some(vec![3]));
        assert_eq!(if_match("W/\"3\"").versions(), Some(vec![3]));
        assert_eq!(if_match("\"1\", \"3\"").versions(), Some(vec![1, 3]));
        assert_eq!(if_match("\"3-0f3a\"").versions(), Some(vec![3]));
        assert_eq!(if_match("*").versions(), None);
        assert_eq!(IfMatch(None).versions(), None);
        assert_eq!(if_match("nonsense").versions(), Some(vec![]));
    }

    #[test]
    fn what_the_client_has_is_not_sent_again() {
        let request = TestRequest::default().insert_header((header::IF_NONE_MATCH, "\"a\", W/\"b\"")).to_http_request();
        let condition = IfNoneMatch::of(&request);
        assert!(condition.has("\"a\"") && condition.has("\"b\"") && !condition.has("\"c\""));
    }
}
