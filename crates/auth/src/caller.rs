//! Who sends a request, as far as identity wants to know before anybody is proven.

use domain::locale::Locale;
use std::net::IpAddr;

/// Who sends a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The language that the client likes best.
    pub locale: Locale,
    /// The client's address.
    pub address: Option<IpAddr>,
}
