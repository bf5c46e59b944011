//! The composition root: settings, addresses, extractors, the shell around every request, the
//! mapping of errors to the wire, the OpenAPI document and the command line.
//!
//! It holds no business rules and no SQL: a handler takes checked values, calls one use case of
//! another crate and shapes the answer.
//!
//! Start reading at [`application`], then [`shell`] for what happens to every request, then
//! any file of [`routes`].

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

pub mod application;
pub mod background;
pub mod cli;
pub mod context;
pub mod extract;
pub mod limits;
pub mod links;
pub mod locksmith;
pub mod mail;
pub mod openapi;
pub mod policy;
pub mod problem;
pub mod pseudonym;
pub mod return_to;
pub mod routes;
pub mod settings;
pub mod shell;
pub mod standing;
pub mod syndication;
pub mod system;
pub mod telemetry;
pub mod visits;

pub use application::Application;
