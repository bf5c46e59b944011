//! Where a request comes from.

use super::cookie::device_ticket;
use crate::context::Context;
use crate::problem::Problem;
use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, USER_AGENT};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use domain::session::Device;
use domain::upload::UploadRoute;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::{IpAddr, SocketAddr};
use std::sync::Once;

/// The client's program and address, as far as they can be believed, and what shows that it signed in before.
#[derive(Clone, Debug)]
pub struct Client(pub Device);

impl FromRequest for Client {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let agent = request.headers().get(USER_AGENT).and_then(|v| v.to_str().ok());
        let ticket = request.app_data::<Data<Context>>().and_then(|context| device_ticket(request, context));
        ready(Ok(Self(Device::new(agent, client_address(request)).with_ticket(ticket))))
    }
}

/// The route that a load balancer wants a new upload on; clients have no say in it.
pub fn upload_route(request: &HttpRequest) -> Option<UploadRoute> {
    let peer = request.peer_addr()?.ip();
    let trusted = &request.app_data::<Data<Context>>()?.trusted_proxies;
    let route = UploadRoute::parse(request.headers().get("claqueta-upload-route")?.as_bytes())?;
    trusted.iter().any(|network| network.contains(peer)).then_some(route)
}

/// The client's address: the peer's, or the one that trusted proxies tell.
pub fn client_address(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let trusted = &request.app_data::<Data<Context>>()?.trusted_proxies;
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(peer) {
        warn_of_untrusted_proxy(peer, request.headers());
        return Some(peer);
    }
    // Each proxy appends whom it talked with; what stands left of the first stranger is hearsay.
    let mut believed = peer;
    for entry in forwarded(request.headers()).into_iter().rev() {
        // An entry that cannot be read ends the walk: skipping it would believe the hearsay before it.
        let Some(address) = address_in(entry) else { break };
        believed = address;
        if !is_trusted(address) {
            break;
        }
    }
    Some(believed)
}

/// Says once in the life of the process that a peer names clients without being trusted to: mostly a proxy that is missing in
/// the settings, so that all its clients count as one.
fn warn_of_untrusted_proxy(peer: IpAddr, headers: &HeaderMap) {
    static WARNED: Once = Once::new();
    if headers.contains_key("x-forwarded-for") {
        WARNED.call_once(
            || tracing::warn!(%peer, "X-Forwarded-For comes from a peer that http.trusted_proxies does not list; it is ignored"),
        );
    }
}

/// The entries as they came; a value that is no text is one that cannot be read.
fn forwarded(headers: &HeaderMap) -> Vec<&str> {
    headers.get_all("x-forwarded-for").flat_map(|value| value.to_str().unwrap_or_default().split(',')).collect()
}

/// Some proxies add the port, and brackets around IPv6.
fn address_in(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    bare.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// The composed application of a request.
///
/// # Errors
/// `internal` if none is registered, which only a broken composition can cause.
pub(super) fn context(request: &HttpRequest) -> Result<Data<Context>, Problem> {
    request.app_data::<Data<Context>>().cloned().ok_or_else(|| Problem::internal("no context is registered"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::context;
    use actix_web::test::TestRequest;

    /// What is believed of a request that a trusted proxy passes on with this header.
    async fn seen(forwarded: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let mut context = context(folder.path(), "", &[]).await;
        context.trusted_proxies = ["127.0.0.1", "2001:db8::/32"].iter().filter_map(|text| crate::settings::Network::parse(text)).collect();
        let request = TestRequest::default().peer_addr(([127, 0, 0, 1], 4_000).into()).app_data(Data::new(context));
        client_address(&request.insert_header(("x-forwarded-for", forwarded)).to_http_request()).unwrap().to_string()
    }

    #[actix_web::test]
    async fn the_first_stranger_from_the_right_is_the_client() {
        for (header, client) in [
            ("6.6.6.6, 203.0.113.9", "203.0.113.9"),
            ("6.6.6.6, 203.0.113.9:4711", "203.0.113.9"),
            ("6.6.6.6, [2a00::7]:4711, 2001:db8::1", "2a00::7"),
            ("6.6.6.6,[2a00::7] , [2001:db8::1]:80", "2a00::7"),
            ("6.6.6.6, unknown", "127.0.0.1"),
            ("6.6.6.6, unknown, 2001:db8::1", "2001:db8::1"),
            ("6.6.6.6, ", "127.0.0.1"),
            ("", "127.0.0.1"),
        ] {
            assert_eq!(seen(header).await, client, "{header}");
        }
    }
}
