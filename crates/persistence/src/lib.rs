//! The database: one [`Db`] over SQLite or PostgreSQL, and per aggregate a module of functions
//! that read rows into domain values and write them back.
//!
//! It holds no rules and knows no HTTP. Entities never leave this crate. Reads take `&impl Read`,
//! which is a [`Db`] or an open [`WriteTx`]; writes take `&WriteTx`, so nothing is written outside
//! a transaction. Inside one, read through it and never through the pool.
//!
//! Start reading at [`db`], then [`video`] for how an aggregate is done.

pub mod api_key;
pub mod attempt;
pub mod audit;
pub mod block;
pub mod caption;
pub mod category;
pub mod chapter;
pub mod comment;
mod ctx;
pub mod db;
mod entity;
mod error;
pub mod factor;
pub mod favorite;
pub mod follow;
pub mod idempotency;
pub mod identity;
pub mod invitation;
pub mod job;
mod keyset;
pub mod mail;
pub mod mail_token;
mod map;
pub mod notification;
pub mod passkey;
mod planned;
pub mod playlist;
pub mod reaction;
pub mod report;
pub mod search;
pub mod session;
pub mod sign_up;
pub mod signing_key;
pub mod tag;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod ticket;
pub mod transcode;
pub mod upload;
pub mod user;
pub mod video;
pub mod view;
pub mod viewer;
pub mod watch;

pub use ctx::Ctx;
pub use db::{Db, Read, Settings, WriteTx};
pub use error::{Error, Result};
