//! Reading bodies within bounds of size and time.

use super::client::context;
use crate::problem::{Problem, of_payload};
use crate::shell::Turn;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{HttpMessage, HttpRequest};
use bytes::{Bytes, BytesMut};
use domain::ErrorKind;
use futures_util::StreamExt;
use tokio::time::timeout;

/// The whole body, if it is within the limits for JSON and forms. While it arrives, other requests
/// are worked on in this one's place.
///
/// # Errors
/// `body-too-large` at once when the declared length is over the limit and else as soon as it is
/// passed; `request-timeout` when it takes too long, however lively the client is;
/// `incomplete-body` when the client goes away; `overloaded` when no place is free afterwards.
pub async fn read_body(request: &HttpRequest, payload: Payload) -> Result<Bytes, Problem> {
    let context = context(request)?;
    let limits = &context.settings.http.limits;
    let declared = request.headers().get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    if declared.is_some_and(|length| length > limits.json_bytes as u64) {
        return Err(too_large(limits.json_bytes));
    }
    let turn = request.extensions().get::<Turn>().cloned();
    if let Some(turn) = &turn {
        turn.leave();
    }
    let body = timeout(limits.body(), collect(payload, limits.json_bytes)).await.map_err(|_| too_slow())??;
    if let Some(turn) = &turn {
        turn.resume().await?;
    }
    Ok(body)
}

async fn collect(mut payload: Payload, limit: usize) -> Result<Bytes, Problem> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| of_payload(&error))?;
        if body.len() + chunk.len() > limit {
            return Err(too_large(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn too_large(limit: usize) -> Problem {
    Problem::new(ErrorKind::TooLarge, "body-too-large").detail(format!("The body is over the limit of {limit} bytes."))
}

/// The client keeps us waiting for its body.
pub fn too_slow() -> Problem {
    Problem::new(ErrorKind::Malformed, "request-timeout").status(StatusCode::REQUEST_TIMEOUT)
}
