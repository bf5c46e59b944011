//! Headers that belong on every answer.

use super::facts::Facts;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use media::tus::VERSION;

/// What a page of ours may load. Blobs: the player's worker and media source.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
    font-src 'self'; media-src 'self' blob: data:; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; \
    base-uri 'none'; form-action 'self'";
/// For what is never a page: even opened directly it runs nothing.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// The policy of a page of ours that these may frame.
pub(crate) fn page_policy(frame_ancestors: &str) -> String {
    format!("{PAGE_POLICY}; frame-ancestors {frame_ancestors}")
}

pub(super) fn apply(headers: &mut HeaderMap, facts: &Facts, strict_transport: bool) {
    // "identity" only told the compression to keep off; it is no coding to announce.
    if headers.get(header::CONTENT_ENCODING).is_some_and(|v| v == "identity") {
        headers.remove(header::CONTENT_ENCODING);
    }
    if let Ok(id) = HeaderValue::from_str(&facts.seen.request_id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "same-origin");
    set(headers, HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    if kind.starts_with("text/html") {
        if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
            // Whoever sets a policy says in it who may frame the page; older browsers know only this word for "nobody".
            set(headers, header::X_FRAME_OPTIONS, "DENY");
            if let Ok(policy) = HeaderValue::from_str(&page_policy("'none'")) {
                headers.insert(header::CONTENT_SECURITY_POLICY, policy);
            }
        }
        set_unless_there(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    } else if kind.starts_with("application/json") || kind.starts_with("application/problem+json") || kind.starts_with("image/") {
        set_unless_there(headers, header::CONTENT_SECURITY_POLICY, DATA_POLICY);
    }
    if headers.contains_key(header::CONTENT_ENCODING) {
        weaken_etag(headers);
    }
    if facts.seen.path == "/api/upload" || (facts.seen.path.starts_with("/api/upload/") && facts.seen.path != "/api/upload/file") {
        set(headers, HeaderName::from_static("tus-resumable"), VERSION);
    }
    if strict_transport {
        set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    // Whoever wants an answer kept says so; a new route that forgets it is safe.
    if headers.contains_key(header::SET_COOKIE) {
        set(headers, header::CACHE_CONTROL, "private, no-store");
    }
    set_unless_there(headers, header::CACHE_CONTROL, "private, no-store");
}

/// A compressed form is not the same bytes, so it must not carry a strong tag (RFC 9110, section 8.8.1).
fn weaken_etag(headers: &mut HeaderMap) {
    let strong = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).filter(|tag| tag.starts_with('"'));
    if let Some(weak) = strong.and_then(|tag| HeaderValue::from_str(&format!("W/{tag}")).ok()) {
        headers.insert(header::ETAG, weak);
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

fn set_unless_there(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    if !headers.contains_key(&name) {
        set(headers, name, value);
    }
}
