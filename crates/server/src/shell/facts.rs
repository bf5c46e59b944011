//! What is read from a request before its handler takes it away.

use crate::problem::{Language, RequestFacts};
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{ACCESS_CONTROL_REQUEST_METHOD, CONTENT_LENGTH, HeaderMap, HeaderValue, ORIGIN, TRANSFER_ENCODING};

/// Longest `X-Request-Id` that is taken over.
const MAX_REQUEST_ID: usize = 64;

/// What the shell remembers of a request.
pub(super) struct Facts {
    /// What problems show.
    pub seen: RequestFacts,
    /// The method as it came.
    pub method: Method,
    /// The `Origin` header.
    pub origin: Option<HeaderValue>,
    /// Whether it has a body that a handler reads piece by piece, if at all.
    pub streams_body: bool,
    asks_for_method: bool,
}

impl Facts {
    /// Reads the request; `new_id` makes an id where the client sent no good one.
    pub(super) fn of(request: &ServiceRequest, new_id: impl FnOnce() -> String) -> Self {
        let headers = request.headers();
        let given = headers.get("x-request-id").and_then(|v| v.to_str().ok()).filter(|id| is_request_id(id));
        Self {
            seen: RequestFacts {
                language: Language::of(headers),
                path: without_credentials(request.path()),
                request_id: given.map_or_else(new_id, ToOwned::to_owned),
            },
            method: request.method().clone(),
            origin: headers.get(ORIGIN).cloned(),
            streams_body: takes_files(request.path()) && has_body(headers),
            asks_for_method: headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD),
        }
    }

    /// Whether a browser asks for permission ahead of the real request.
    pub(super) fn is_preflight(&self) -> bool {
        self.method == Method::OPTIONS && self.origin.is_some() && self.asks_for_method
    }
}

/// Addresses whose bodies are files.
fn takes_files(path: &str) -> bool {
    path.starts_with("/api/upload") || path == "/api/users/profile/avatar"
}

fn has_body(headers: &HeaderMap) -> bool {
    headers.contains_key(TRANSFER_ENCODING) || headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0")
}

fn is_request_id(id: &str) -> bool {
    (1..=MAX_REQUEST_ID).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

/// The path for logs and problems: the id of an upload and the token of private media open doors.
fn without_credentials(path: &str) -> String {
    for prefix in ["/media/s/", "/api/upload/", "/api/users/profile/export/"] {
        if let Some(rest) = path.strip_prefix(prefix).filter(|rest| !rest.is_empty() && *rest != "file") {
            let tail = rest.split_once('/').map_or(String::new(), |(_, tail)| format!("/{tail}"));
            return format!("{prefix}***{tail}");
        }
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_in_paths_are_not_shown() {
        assert_eq!(without_credentials("/media/s/abc.def/v/g/master.m3u8"), "/media/s/***/v/g/master.m3u8");
        assert_eq!(without_credentials("/api/upload/sEcReT"), "/api/upload/***");
        assert_eq!(without_credentials("/api/upload/file"), "/api/upload/file");
        assert_eq!(without_credentials("/api/videos"), "/api/videos");
        assert_eq!(without_credentials("/api/users/profile/export/t.s"), "/api/users/profile/export/***");
    }

    #[test]
    fn only_harmless_request_ids_are_taken_over() {
        assert!(is_request_id("abc-1.2_Z"));
        for bad in ["", "a b", "a\"b", &"x".repeat(65)] {
            assert!(!is_request_id(bad), "{bad}");
        }
    }
}
