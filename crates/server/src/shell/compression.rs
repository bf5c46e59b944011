//! What may be compressed on its way out.

use actix_web::Error;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use actix_web::middleware::Next;

/// Smaller bodies fit one packet anyway.
const WORTH_IT: u64 = 860;

/// Media types of text, apart from event streams, which a compressor would hold back.
const TEXT: [&str; 13] = [
    "application/json",
    "application/javascript",
    "application/vnd.apple.mpegurl",
    "application/dash+xml",
    "application/rss+xml",
    "application/atom+xml",
    "application/xml",
    "image/svg+xml",
    "text/html",
    "text/css",
    "text/javascript",
    "text/vtt",
    "text/xml",
];

/// Marks every answer that must go out as it is, inside of actix's `Compress`, which leaves alone
/// what has a coding already. A part of a file is never compressed: its `Content-Range` counts the
/// bytes of the file (RFC 9110, section 14.2).
///
/// # Errors
/// Those of the inner service.
pub async fn spare_incompressible<B: MessageBody + 'static>(request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let mut answer = next.call(request).await?;
    if !is_compressible(&answer) && !answer.headers().contains_key(CONTENT_ENCODING) {
        answer.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("identity"));
    }
    Ok(answer)
}

fn is_compressible<B: MessageBody>(answer: &ServiceResponse<B>) -> bool {
    let large = match answer.response().body().size() {
        BodySize::Sized(bytes) => bytes >= WORTH_IT,
        BodySize::Stream => true,
        BodySize::None => false,
    };
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    answer.status() == StatusCode::OK && large && TEXT.iter().any(|text| kind.starts_with(text))
}
