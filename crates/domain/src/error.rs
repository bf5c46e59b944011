//! What every error of every crate can say of itself, so that one place can map it to the wire.

use crate::factor::SecondFactorView;
use crate::rule::FieldError;
use crate::user::RestorationView;
use std::time::Duration;

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
