//! Requests as values: what a handler takes has been checked, or the handler does not run.

mod actor;
mod administrator;
mod asker;
mod attempt_cookie;
mod body;
mod client;
mod condition;
mod cookie;
mod filter;
mod id;
mod json;
mod origin;
mod page;
mod query;
mod serde_fault;
mod unlocked;

pub use actor::{Credential, SignedIn, Viewer, credential, refuse_first};
pub use administrator::Administrator;
pub use asker::Asker;
pub use attempt_cookie::{attempt_cookies, attempt_secrets, no_attempt_cookie};
pub use body::{malformed_form, read_body, read_within, too_slow};
pub use client::{Client, client_address, upload_route};
pub use condition::{IfMatch, IfNoneMatch, digest_etag, etag, short_digest};
pub use cookie::{SECURE_NAME, access_cookie, access_ticket, device_cookie, no_session_cookie, session_cookie, session_token};
pub use filter::{FilterParams, Filtered};
pub use id::Id;
pub use json::{Beacon, Keyed, MaybeBeacon, MaybeValid, Valid};
pub use origin::{is_opened_by_own_page, refuse_foreign_page, require_own_page};
pub use page::PageParams;
pub use query::Query;
