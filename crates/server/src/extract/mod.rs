//! Requests as values: what a handler takes has been checked, or the handler does not run.

mod body;
mod condition;
mod id;
mod json;
mod page;
mod query;
mod serde_fault;

/// Name of the cookie that holds the access token of a browser.
pub const ACCESS_COOKIE: &str = "__Host-claqueta_access";

pub use body::{Idle, read_body};
pub use condition::{IfMatch, IfNoneMatch, digest_etag, etag};
pub use id::Id;
pub use json::Valid;
pub use page::page_request;
pub use query::Query;
