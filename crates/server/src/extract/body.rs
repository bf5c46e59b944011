//! Reading bodies within bounds of size and time.

use super::client::context;
use crate::problem::{Problem, of_payload};
use crate::shell::Turn;
use actix_multipart::MultipartError;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{HttpMessage, HttpRequest};
use bytes::{Bytes, BytesMut};
use domain::ErrorKind;
use futures_util::{Stream, StreamExt, TryStreamExt};
use tokio::time::timeout;

/// Room for the form around a field.
const MAX_FORM: u64 = 65_536;

/// The whole body, if it is within the limits for JSON and forms. While it arrives, other requests
/// are worked on in this one's place.
///
/// # Errors
/// `body-too-large` at once when the declared length is over the limit and else as soon as it is
/// passed; `request-timeout` when it takes too long, however lively the client is;
/// `incomplete-body` when the client goes away; `overloaded` when no place is free afterwards.
pub async fn read_body(request: &HttpRequest, payload: Payload) -> Result<Bytes, Problem> {
    let limit = context(request)?.settings.http.limits.json_bytes;
    read_within(request, payload.map_err(|error| of_payload(&error)), limit).await
}

/// The same for a body, or a field of a form, that has a limit of its own.
///
/// # Errors
/// As [`read_body`].
pub async fn read_within(
    request: &HttpRequest,
    body: impl Stream<Item = Result<Bytes, Problem>> + Unpin,
    limit: usize,
) -> Result<Bytes, Problem> {
    let context = context(request)?;
    let is_form = request.content_type().starts_with("multipart/");
    let around = if is_form { MAX_FORM } else { 0 };
    let declared = request.headers().get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    if declared.is_some_and(|length| length > limit as u64 + around) {
        return Err(too_large(limit));
    }
    let turn = request.extensions().get::<Turn>().cloned();
    if let Some(turn) = &turn {
        turn.leave();
    }
    let body = timeout(context.settings.http.limits.body(), collect(body, limit)).await.map_err(|_| too_slow())??;
    if let Some(turn) = &turn {
        turn.resume().await?;
    }
    Ok(body)
}

async fn collect(mut pieces: impl Stream<Item = Result<Bytes, Problem>> + Unpin, limit: usize) -> Result<Bytes, Problem> {
    let mut body = BytesMut::new();
    while let Some(chunk) = pieces.next().await.transpose()? {
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

/// A form that cannot be read.
pub fn malformed_form(error: &MultipartError) -> Problem {
    Problem::new(ErrorKind::Malformed, "malformed-multipart").detail(format!("The form cannot be read: {error}"))
}

/// The client keeps us waiting for its body.
pub fn too_slow() -> Problem {
    Problem::new(ErrorKind::Malformed, "request-timeout").status(StatusCode::REQUEST_TIMEOUT)
}
