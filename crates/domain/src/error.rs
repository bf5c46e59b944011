//! What every error of every crate can say of itself, so that one place can map it to the wire.

use crate::factor::SecondFactorView;
use crate::user::RestorationView;
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

/// The class of an error, independent of any protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The request cannot be understood at all (bad syntax, bad cursor).
    Malformed,
    /// The request is understood, and one of its values is not acceptable.
    Invalid,
    /// Nobody is signed in, or the credential is no longer good.
    Unauthenticated,
    /// The actor is known and may not do this.
    Forbidden,
    /// There is no such thing, or the actor must not learn of it.
    NotFound,
    /// It was there once and is gone for good.
    Gone,
    /// The state of the thing does not allow this now.
    Conflict,
    /// The client's copy is stale (`If-Match`).
    PreconditionFailed,
    /// The body, or what it declares, is over a limit.
    TooLarge,
    /// The media type or the encoding is not supported.
    Unsupported,
    /// The requested byte range lies outside the content.
    RangeNotSatisfiable,
    /// Another request holds the thing at the moment; retrying soon helps.
    Locked,
    /// Too many requests.
    RateLimited,
    /// A part that we need does not answer at the moment; retrying helps.
    Unavailable,
    /// There is no room left to store this.
    InsufficientStorage,
    /// Our own fault; the details are for the log only.
    Internal,
}

/// What an error tells the edge: its class, its stable code and what may be shown.
pub trait Fault: std::error::Error {
    /// The class that decides the status.
    fn kind(&self) -> ErrorKind;

    /// A stable kebab-case code that clients may branch on.
    fn code(&self) -> &'static str;

    /// The faulty fields of the request, all of them at once.
    fn fields(&self) -> &[FieldError] {
        &[]
    }

    /// When trying again can succeed, where that is known.
    fn retry_after(&self) -> Option<Duration> {
        None
    }

    /// What a sign-in still needs, where that is what went wrong.
    fn second_factor(&self) -> Option<&SecondFactorView> {
        None
    }

    /// What brings a deleted account back, where that is what is in the way.
    fn restoration(&self) -> Option<&RestorationView> {
        None
    }
}

/// One faulty member of a request, as in RFC 9457's `errors` example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the request body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/title")]
    pub pointer: Option<String>,
    /// Name of the query or path parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// Stable kebab-case code.
    #[schema(example = "too-long")]
    pub code: String,
    /// What is wrong, for a person.
    #[schema(example = "at most 120 characters")]
    pub detail: String,
}

/// Longer texts help nobody: they are what the client sent, given back.
const MAX_TEXT: usize = 256;

impl FieldError {
    /// A fault at a JSON pointer of the body.
    pub fn at(pointer: &str, code: &str, detail: impl Into<String>) -> Self {
        Self { pointer: Some(short(pointer)), parameter: None, code: code.to_owned(), detail: short(&detail.into()) }
    }

    /// A fault in a query or path parameter.
    pub fn in_parameter(name: &str, code: &str, detail: impl Into<String>) -> Self {
        Self { pointer: None, parameter: Some(short(name)), code: code.to_owned(), detail: short(&detail.into()) }
    }
}

fn short(text: &str) -> String {
    text.chars().take(MAX_TEXT).collect()
}
