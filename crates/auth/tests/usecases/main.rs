//! The use cases of identity, each on SQLite and on PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod accounts;
mod administration;
mod api_keys;
mod app;
mod authenticator;
mod devices;
mod factors;
mod passkeys;
mod sessions;
mod storms;
mod world;
