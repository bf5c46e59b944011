//! Finding videos, people and playlists: what is typed is understood, looked up, ranked and explained.
//!
//! It knows no HTTP and writes no row but those of the index. An index ([`SearchIndex`]) only tells which
//! documents fulfil a question; which of them are better is `domain::search::rank`, whatever the index. There are two:
//! the database's, and one in OpenSearch that follows it.
//!
//! Start reading at [`search()`].

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

mod ctx;
mod error;
mod facets;
mod fallback;
mod index;
mod maintain;
mod meant;
mod opensearch;
mod ranking;
mod results;
mod suggest;
mod trending;

pub use ctx::{Ctx, Engine, Settings};
pub use error::{Error, Result};
pub use fallback::WithFallback;
pub use index::{DatabaseIndex, SearchIndex};
pub use maintain::{follow, maintain, refresh, reindex};
pub use opensearch::OpenSearchIndex;
pub use results::{SearchRequest, search};
pub use suggest::suggest;
pub use trending::trending;

#[cfg(test)]
mod tests;
