//! Use cases on one viewer's own things: favourites, history, progress, playlists, reactions, follows, notifications.
//!
//! It knows no HTTP, and nothing here is shown to anybody but the viewer, public playlists apart.
//!
//! Start reading at [`Error`].

mod error;

pub use error::{Error, Result};
pub use persistence::Ctx;
