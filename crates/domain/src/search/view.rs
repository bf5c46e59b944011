//! Results as clients see them.

use super::Kind;
use crate::playlist::PlaylistView;
use crate::user::AuthorView;
use crate::video::VideoSummary;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of results.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SearchPage {
    /// The results.
    pub items: Vec<Hit>,
    /// Give this as `cursor` to get the next page; `null` on the last one.
    pub next_cursor: Option<String>,
    /// What was asked to be counted; `null` if nothing was.
    pub facets: Option<Facets>,
    /// What was probably meant, if something else was typed.
    #[schema(example = "running shoes")]
    pub did_you_mean: Option<String>,
}

/// One result. Exactly one of `video`, `user` and `playlist` is there, as `type` says.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Hit {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The video.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub video: Option<VideoSummary>,
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub user: Option<AuthorView>,
    /// The playlist.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub playlist: Option<PlaylistView>,
    /// The part of the long text around what was looked for; `null` if it isn't there.
    pub excerpt: Option<String>,
    /// The tags that were looked for.
    pub tags: Vec<String>,
    /// Where the words stand.
    pub highlights: Vec<Highlight>,
}

impl Hit {
    /// A result of this kind with nothing in it yet.
    pub fn of(kind: Kind) -> Self {
        Self { kind, video: None, user: None, playlist: None, excerpt: None, tags: Vec::new(), highlights: Vec::new() }
    }
}

/// A text of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The title of a video or a playlist, the display name of an account.
    Title,
    /// The display name of the author of a video, or of the owner of a playlist.
    Author,
    /// `excerpt` of the result.
    Excerpt,
}

/// A part of a text, in Unicode scalar values (code points, not UTF-16 units).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Highlight {
    /// The text.
    pub field: Field,
    /// Its first character.
    #[schema(example = 5)]
    pub start: usize,
    /// The character after its last.
    #[schema(example = 12)]
    pub end: usize,
}

/// How many results there are of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Facets {
    /// Whether the counts are exact. Of very many results only the most popular are counted: then there are
    /// at least so many.
    pub exact: bool,
    /// By category; `value` is for the parameter `category`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub category: Option<Vec<Facet>>,
    /// By tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tag: Option<Vec<Facet>>,
    /// By language.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub language: Option<Vec<Facet>>,
    /// By length in seconds: `0-240`, `240-1200`, `1200-3600`, `3600-`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub duration: Option<Vec<Facet>>,
}

/// How many results have a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Facet {
    /// The value.
    #[schema(example = "music")]
    pub value: String,
    /// How many.
    pub count: usize,
}

/// What could be meant by what was typed so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestions {
    /// The likeliest first.
    pub items: Vec<Suggestion>,
}

/// What could be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestion {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: SuggestionKind,
    /// What to show and to search for.
    #[schema(example = "Una tarde en Cádiz")]
    pub text: String,
    /// The video, or the handle of the account.
    #[schema(example = "0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e")]
    pub target: Option<String>,
    /// Where what was typed stands in `text`.
    pub highlights: Vec<Highlight>,
}

/// What a suggestion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SuggestionKind {
    /// Words to search for.
    Words,
    /// A tag.
    Tag,
    /// An account.
    Author,
    /// A video.
    Title,
}

/// What many people search for these days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Trending {
    /// The most wanted first.
    #[schema(example = json!(["feria de abril"]))]
    pub items: Vec<String>,
}
