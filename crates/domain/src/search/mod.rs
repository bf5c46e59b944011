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

pub use crate::video::Filter;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What can be found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Videos.
    #[default]
    Video,
    /// Accounts.
    User,
    /// Public playlists that something is in.
    Playlist,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Video, Self::User, Self::Playlist];

    /// The name on the wire, in the index, and of the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::User => "user",
            Self::Playlist => "playlist",
        }
    }

    /// The value with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
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
