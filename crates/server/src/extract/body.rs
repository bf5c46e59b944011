//! Reading bodies within bounds of size and silence.

use super::client::context;
use crate::problem::{Problem, of_payload};
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_LENGTH;
use bytes::{Bytes, BytesMut};
use domain::ErrorKind;
use futures_util::{Stream, StreamExt};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep};

/// The whole body, if it is within the limit for JSON and forms.
///
/// # Errors
/// `body-too-large` at once when the declared length is over the limit and else as soon as it is
/// passed; `request-timeout` when the client falls silent; `incomplete-body` when it goes away.
pub async fn read_body(request: &HttpRequest, payload: Payload) -> Result<Bytes, Problem> {
    let limits = context(request)?.settings.http.limits.clone();
    let declared = request.headers().get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    if declared.is_some_and(|length| length > limits.json_bytes as u64) {
        return Err(too_large(limits.json_bytes));
    }
    let mut body = BytesMut::new();
    let mut chunks = Idle::new(payload, limits.body_idle());
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        if body.len() + chunk.len() > limits.json_bytes {
            return Err(too_large(limits.json_bytes));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn too_large(limit: usize) -> Problem {
    Problem::new(ErrorKind::TooLarge, "body-too-large").detail(format!("The body is over the limit of {limit} bytes."))
}

/// A body whose chunks must keep coming: silence longer than the bound ends it with
/// `request-timeout`, so that a client that stalls holds nothing for long.
pub struct Idle {
    payload: Payload,
    bound: Duration,
    alarm: Pin<Box<Sleep>>,
}

impl Idle {
    /// Watches over this body.
    pub fn new(payload: Payload, bound: Duration) -> Self {
        Self { payload, bound, alarm: Box::pin(sleep(bound)) }
    }
}

impl Stream for Idle {
    type Item = Result<Bytes, Problem>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(next) = self.payload.poll_next_unpin(cx) {
            let later = Instant::now() + self.bound;
            self.alarm.as_mut().reset(later);
            return Poll::Ready(next.map(|chunk: Result<Bytes, PayloadError>| chunk.map_err(|error| of_payload(&error))));
        }
        let expired = || Problem::new(ErrorKind::Malformed, "request-timeout").status(StatusCode::REQUEST_TIMEOUT);
        self.alarm.as_mut().poll(cx).map(|()| Some(Err(expired())))
    }
}
