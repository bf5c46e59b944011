//! Who asks, before anybody is proven.

use super::client_address;
use crate::problem::Language;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use auth::Caller;
use std::convert::Infallible;
use std::future::{Ready, ready};

/// The client's language and address.
#[derive(Clone, Copy, Debug)]
pub struct Asker(pub Caller);

impl FromRequest for Asker {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let locale = Language::of(request.headers()).locale();
        ready(Ok(Self(Caller { locale, address: client_address(request) })))
    }
}
