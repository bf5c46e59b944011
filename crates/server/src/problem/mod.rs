//! Errors on the wire: RFC 9457 `application/problem+json`.
//!
//! The only place that knows which status an error has. Handlers return [`Problem`]; any
//! [`Fault`] of any crate becomes one by `?`. The text is written last, by
//! [`render`](render::render), when the language and the address of the request are known.

pub mod catalogue;
mod framework;
mod language;
mod remarks;
mod render;
mod rules;

pub use framework::{of_error, of_payload, of_status};
pub use language::Language;
pub use remarks::localize;
pub use render::{CONTENT_TYPE, ProblemBody, RequestFacts, render};
pub use rules::words;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use domain::factor::SecondFactorView;
use domain::user::RestorationView;
use domain::{ErrorKind, Fault, FieldError, Rule};
use std::error::Error;
use std::fmt;

/// More faults than this in one request are not worth telling.
pub const MAX_FAULTS: usize = 50;

/// One failed request.
#[derive(Debug)]
pub struct Problem {
    /// The status of the answer.
    pub status: StatusCode,
    /// Stable kebab-case code; also the last part of the `type` URL.
    pub code: &'static str,
    /// What happened, in English; the catalogue's text when absent.
    pub detail: Option<String>,
    /// The faulty members of the request.
    pub fields: Vec<FieldError>,
    /// What the client can do about a sign-in that was refused.
    pub way_on: Option<Box<WayOn>>,
    /// Headers that belong to this answer.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// What went wrong inside; for the log only.
    pub cause: Option<Box<dyn Error + Send + Sync>>,
}

/// What the client can do about a sign-in that was refused although its proof was right.
#[derive(Clone, Debug)]
pub enum WayOn {
    /// Show a second factor.
    SecondFactor(SecondFactorView),
    /// Take the wish to leave back.
    Restoration(RestorationView),
}

impl WayOn {
    fn from(error: &impl Fault) -> Option<Self> {
        let second_factor = error.second_factor().cloned().map(Self::SecondFactor);
        second_factor.or_else(|| error.restoration().cloned().map(Self::Restoration))
    }

    fn second_factor(&self) -> Option<&SecondFactorView> {
        match self {
            Self::SecondFactor(view) => Some(view),
            Self::Restoration(_) => None,
        }
    }

    /// What brings a deleted account back, if that is what is in the way.
    pub fn restoration(&self) -> Option<&RestorationView> {
        match self {
            Self::Restoration(view) => Some(view),
            Self::SecondFactor(_) => None,
        }
    }
}

impl Problem {
    /// A problem whose text is the catalogue's.
    pub fn new(kind: ErrorKind, code: &'static str) -> Self {
        let mut problem =
            Self { status: status_of(kind), code, detail: None, fields: Vec::new(), way_on: None, headers: Vec::new(), cause: None };
        if let Some(seconds) = default_retry(kind) {
            problem = problem.retry_after(seconds);
        }
        problem
    }

    /// The request's body or parameters have these faults.
    pub fn invalid(mut fields: Vec<FieldError>) -> Self {
        fields.truncate(MAX_FAULTS);
        Self { fields, ..Self::new(ErrorKind::Invalid, "validation-failed") }
    }

    /// One query or path parameter is not acceptable.
    pub fn parameter(name: &str, rule: Rule) -> Self {
        Self::invalid(vec![FieldError::in_parameter(name, rule)])
    }

    /// There is nothing here, or nothing that the client may learn of.
    pub fn not_found() -> Self {
        Self::new(ErrorKind::NotFound, "not-found")
    }

    /// Our own fault.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(ErrorKind::Internal, "internal") }
    }

    /// The same problem with a more telling English text.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The same problem with another status, for protocols that demand one.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The same problem with one more header.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The same problem, telling when to try again.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.headers.retain(|(name, _)| name != RETRY_AFTER);
        self.header(RETRY_AFTER, HeaderValue::from(seconds))
    }
}

impl<E: Fault + Send + Sync + 'static> From<E> for Problem {
    fn from(error: E) -> Self {
        let mut problem = Self::new(error.kind(), error.code());
        problem.fields = error.fields().to_vec();
        problem.way_on = WayOn::from(&error).map(Box::new);
        if let Some(after) = error.retry_after() {
            problem = problem.retry_after(after.as_secs().saturating_add(u64::from(after.subsec_nanos() > 0)).max(1));
        }
        if error.kind() == ErrorKind::Internal {
            problem.code = "internal";
        }
        // What is wrong on our side may name hosts and files; only the log gets that.
        if !problem.status.is_server_error() {
            problem.detail = Some(error.to_string());
        }
        problem.cause = Some(Box::new(error));
        problem
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status.as_u16(), self.code)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Only the status: the shell writes the body, since the language and the address of the
    /// request are not known here.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status)
    }
}

/// The status of each class of errors.
pub fn status_of(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Malformed => StatusCode::BAD_REQUEST,
        ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Gone => StatusCode::GONE,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
        ErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorKind::RangeNotSatisfiable => StatusCode::RANGE_NOT_SATISFIABLE,
        ErrorKind::Locked => StatusCode::LOCKED,
        ErrorKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::InsufficientStorage => StatusCode::INSUFFICIENT_STORAGE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Seconds after which a client should try again, where trying again can help.
fn default_retry(kind: ErrorKind) -> Option<u64> {
    match kind {
        ErrorKind::Locked => Some(1),
        ErrorKind::Unavailable => Some(2),
        ErrorKind::RateLimited => Some(10),
        _ => None,
    }
}
