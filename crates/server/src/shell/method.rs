//! Methods that come as another one: `HEAD`, which runs the handler of `GET` and leaves the body
//! here, and the tus protocol's way around firewalls that only know `GET` and `POST`.

use super::RouteTable;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use bytes::Bytes;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Turns `HEAD` into `GET` unless the address has a `HEAD` of its own; tells whether it did.
pub(super) fn as_get(request: &mut ServiceRequest, routes: &RouteTable) -> bool {
    let turned = request.method() == Method::HEAD && !routes.has(request.path(), &Method::HEAD);
    if turned {
        request.head_mut().method = Method::GET;
    }
    turned
}

/// `X-HTTP-Method-Override` of a `POST` to an upload, as tus 1.0 demands.
pub(super) fn as_overridden(request: &mut ServiceRequest) {
    if request.method() != Method::POST || !request.path().starts_with("/api/upload/") {
        return;
    }
    let wanted = request.headers().get("x-http-method-override").and_then(|v| Method::from_bytes(v.as_bytes()).ok());
    if let Some(method) = wanted.filter(|m| [Method::PATCH, Method::DELETE, Method::HEAD].contains(m)) {
        request.head_mut().method = method;
    }
}

/// A body of the same length that sends nothing, so that `Content-Length` stays right and no
/// file is read for nobody.
pub(super) fn without_bytes(body: &BoxBody) -> BoxBody {
    BoxBody::new(Unsent(body.size()))
}

struct Unsent(BodySize);

impl MessageBody for Unsent {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        self.0
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(None)
    }
}
