//! What actix itself refuses, as problems.

use super::Problem;
use actix_web::Error;
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use domain::ErrorKind;

/// The problem that an error of a handler, an extractor or the framework stands for.
pub fn of_error(error: &Error) -> Problem {
    if let Some(payload) = error.as_error::<PayloadError>() {
        return of_payload(payload);
    }
    let status = error.as_response_error().status_code();
    if status.is_server_error() { Problem::internal(error.to_string()) } else { of_status(status) }
}

/// A body that cannot be read to its end.
pub fn of_payload(error: &PayloadError) -> Problem {
    match error {
        PayloadError::Overflow => Problem::new(ErrorKind::TooLarge, "body-too-large"),
        _ => Problem::new(ErrorKind::Malformed, "incomplete-body"),
    }
}

/// A bare status that the framework chose.
pub fn of_status(status: StatusCode) -> Problem {
    let (kind, code) = match status {
        StatusCode::NOT_FOUND => (ErrorKind::NotFound, "not-found"),
        StatusCode::METHOD_NOT_ALLOWED => (ErrorKind::Malformed, "method-not-allowed"),
        StatusCode::REQUEST_TIMEOUT => (ErrorKind::Malformed, "request-timeout"),
        StatusCode::NOT_ACCEPTABLE => (ErrorKind::Unsupported, "not-acceptable"),
        StatusCode::PAYLOAD_TOO_LARGE => (ErrorKind::TooLarge, "body-too-large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (ErrorKind::Unsupported, "unsupported-media-type"),
        StatusCode::EXPECTATION_FAILED => (ErrorKind::Malformed, "expectation-failed"),
        status if status.is_server_error() => (ErrorKind::Internal, "internal"),
        _ => (ErrorKind::Malformed, "malformed-request"),
    };
    Problem::new(kind, code).status(status)
}
