//! Searching: what is typed ([`question`]), what is searched ([`document`]), how both become words ([`analysis`]),
//! which answer is better ([`rank`]), and what a client gets (`view`).

pub mod analysis;
pub mod cursor;
pub mod document;
pub mod question;
pub mod rank;
mod view;

pub use document::Document;
pub use question::Question;
pub use view::{Facet, Facets, Field, Highlight, Hit, SearchPage, Suggestion, SuggestionKind, Suggestions, Trending};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What can be found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Videos.
    #[default]
    Video,
    /// Accounts.
    User,
}

impl Kind {
    /// The name on the wire and in the index.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::User => "user",
        }
    }

    /// The value with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Video, Self::User].into_iter().find(|kind| kind.name() == name)
    }
}

/// The closed list of orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// The best answer first.
    #[default]
    Relevance,
    /// Latest publication first.
    Newest,
    /// Most views first.
    Views,
    /// Most likes first.
    Likes,
}

/// What results must fulfil beside the words; empty fields don't filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Is of this category.
    pub category: Option<String>,
    /// Has this tag, in its folded form.
    pub tag: Option<String>,
    /// Is by the account with this folded handle.
    pub author: Option<String>,
    /// Is in this language.
    pub language: Option<String>,
    /// Is at least this long, in milliseconds.
    pub duration_min_ms: Option<i64>,
    /// Is at most this long, in milliseconds.
    pub duration_max_ms: Option<i64>,
    /// Was published at or after this instant, in milliseconds.
    pub published_after: Option<i64>,
    /// Was published before this instant, in milliseconds.
    pub published_before: Option<i64>,
    /// Has captions, or has none.
    pub has_captions: Option<bool>,
}

/// What can be counted in the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FacetName {
    /// By category.
    Category,
    /// By tag.
    Tag,
    /// By language.
    Language,
    /// By length.
    Duration,
}

/// The classes of length, in seconds; the last one has no end.
pub const DURATIONS: [(&str, i64, Option<i64>); 4] =
    [("0-240", 0, Some(240)), ("240-1200", 240, Some(1200)), ("1200-3600", 1200, Some(3600)), ("3600-", 3600, None)];
