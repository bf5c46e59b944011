//! Where a request comes from.

use crate::context::Context;
use crate::problem::Problem;
use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, USER_AGENT};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use domain::session::Device;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::IpAddr;

/// The client's program and address, as far as they can be believed.
#[derive(Clone, Debug)]
pub struct Client(pub Device);

impl FromRequest for Client {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let agent = request.headers().get(USER_AGENT).and_then(|v| v.to_str().ok());
        ready(Ok(Self(Device::new(agent, client_address(request)))))
    }
}

/// The client's address: the peer's, or the one that trusted proxies tell.
pub fn client_address(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let trusted = &request.app_data::<Data<Context>>()?.trusted_proxies;
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(peer) {
        return Some(peer);
    }
    // Each proxy appends whom it talked with; what stands left of the first stranger is hearsay.
    let mut believed = peer;
    for address in forwarded(request.headers()).into_iter().rev() {
        believed = address;
        if !is_trusted(address) {
            break;
        }
    }
    Some(believed)
}

fn forwarded(headers: &HeaderMap) -> Vec<IpAddr> {
    let values = headers.get_all("x-forwarded-for").filter_map(|v| v.to_str().ok());
    values.flat_map(|value| value.split(',')).filter_map(|part| part.trim().parse().ok()).collect()
}

/// The composed application of a request.
///
/// # Errors
/// `internal` if none is registered, which only a broken composition can cause.
pub(super) fn context(request: &HttpRequest) -> Result<Data<Context>, Problem> {
    request.app_data::<Data<Context>>().cloned().ok_or_else(|| Problem::internal("no context is registered"))
}
