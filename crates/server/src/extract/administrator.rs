//! Who administers.

use super::{SignedIn, client_address};
use crate::problem::Problem;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use auth::administration::Authority;
use futures_util::future::LocalBoxFuture;

/// A signed-in administrator, with the address that the audit log shall name; 403 for other accounts.
#[derive(Clone, Copy, Debug)]
pub struct Administrator(pub Authority);

impl FromRequest for Administrator {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        let address = client_address(request);
        Box::pin(async move {
            let SignedIn(actor) = signed_in.await?;
            Ok(Self(Authority::of(&actor, address)?))
        })
    }
}
