//! The use cases of identity, each on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod accounts;
mod administration;
mod admission;
mod api_keys;
mod app;
mod attempts;
mod authenticator;
mod corp;
mod devices;
mod factors;
mod hostile_issuers;
mod issuer;
mod letters;
mod mails;
mod passkeys;
mod profile;
mod providers;
mod sessions;
mod sign_ups;
mod signing;
mod storms;
mod video_locks;
mod world;
