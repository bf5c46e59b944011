//! The words and rules of Claqueta: identifiers, aggregates with their invariants, commands
//! (request bodies), views (response bodies), cursors and access rules.
//!
//! Nothing here does I/O, reads a clock, or knows a database or a web framework: everything is a
//! pure function over values, so every rule can be tested in microseconds.
//!
//! Start reading at [`video`] (the main aggregate) and [`access`] (who may do what).

pub mod access;
pub mod api_key;
pub mod audit;
pub mod block;
pub mod caption;
pub mod category;
pub mod chapter;
pub mod comment;
pub mod env;
pub mod error;
pub mod factor;
pub mod favorite;
pub mod follow;
pub mod id;
pub mod idempotency;
pub mod identity;
pub mod invitation;
pub mod locale;
pub mod mail;
pub mod notification;
pub mod page;
pub mod passkey;
pub mod patch;
pub mod playlist;
pub mod processing;
pub mod reaction;
pub mod report;
pub mod rule;
pub mod search;
pub mod session;
pub mod sign_up;
pub mod text;
pub mod time;
pub mod upload;
pub mod user;
pub mod versioned;
pub mod video;
pub mod view;
pub mod watch;

pub use env::{Clock, IdGen};
pub use error::{ErrorKind, Fault};
pub use rule::{FieldError, Rule};
pub use time::Timestamp;
pub use versioned::Versioned;
