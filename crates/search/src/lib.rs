//! Finding videos, people and playlists: what is typed is understood, looked up, ranked and explained.
//!
//! It knows no HTTP and writes no row but those of the index.
//!
//! Start reading at [`Error`].

mod error;

pub use error::{Error, Result};
pub use persistence::Ctx;
