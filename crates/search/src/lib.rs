//! Finding videos and people: what is typed is understood, looked up, ranked and explained.
//!
//! It knows no HTTP and writes no row but those of the index. An index ([`SearchIndex`]) only tells which
//! documents fulfil a question; which of them are better is `domain::search::rank`, whatever the index.
//!
//! Start reading at [`search()`].

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

mod ctx;
mod error;
mod facets;
mod index;
mod maintain;
mod meant;
mod ranking;
mod results;
mod suggest;
mod trending;

pub use ctx::{Ctx, Settings};
pub use error::{Error, Result};
pub use index::{DatabaseIndex, SearchIndex};
pub use maintain::{maintain, refresh, reindex};
pub use results::{SearchRequest, search};
pub use suggest::suggest;
pub use trending::trending;

#[cfg(test)]
mod tests;
