//! Who may call from other origins (Fetch standard, CORS protocol).
//!
//! Media and uploads are open to pages of any origin, without cookies: their addresses or bearer
//! tokens are the permission. Everything else is closed until an origin is configured, which
//! then may also send the session cookie. The headers stand on failures too: a player or an upload
//! client must be able to see a 404 or a 423.

use super::facts::Facts;
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderValue};

const EXPOSED: &str = "Content-Length, Content-Range, Accept-Ranges, ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, \
    X-Request-Id, Claqueta-Video-Id, Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, Upload-Offset, Upload-Length, \
    Upload-Defer-Length, Upload-Metadata, Upload-Expires, Upload-Concat";
const ACCEPTED: &str = "Authorization, Content-Type, Accept-Language, If-Match, If-None-Match, Claqueta-Device, Idempotency-Key, Range, X-Request-Id, \
    X-Requested-With, Last-Event-ID, Tus-Resumable, Upload-Offset, Upload-Length, Upload-Defer-Length, Upload-Metadata, Upload-Checksum, \
    Upload-Concat, Video-Access, X-HTTP-Method-Override";

/// The configured origins.
pub(super) struct Policy {
    allowed: Vec<String>,
}

impl Policy {
    pub(super) fn new(allowed: &[String]) -> Self {
        Self { allowed: allowed.to_vec() }
    }

    /// Puts the headers of the CORS protocol on any answer.
    pub(super) fn apply(&self, headers: &mut HeaderMap, facts: &Facts) {
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
        let Some(origin) = &facts.origin else { return };
        if self.allowed.iter().any(|allowed| origin == allowed.as_str()) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        } else if is_open(&facts.seen.path) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        } else {
            return;
        }
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    }
}

/// The answer to a preflight; [`Policy::apply`] adds who may go on.
pub(super) fn preflight(methods: &[Method]) -> HttpResponse {
    let methods = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, methods))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, ACCEPTED))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "7200"))
        .finish()
}

fn is_open(path: &str) -> bool {
    path.starts_with("/media/") || path == "/api/upload" || path.starts_with("/api/upload/")
}
