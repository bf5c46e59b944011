//! Which videos of a list, or of what was found.

use super::{VideoState, Visibility};

/// What videos must fulfil; empty fields don't filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Is in the category with this slug.
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

/// Which of an owner's own videos.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct OwnFilter {
    /// Is in this state.
    pub state: Option<VideoState>,
    /// Has this visibility.
    pub visibility: Option<Visibility>,
    /// Is in the bin, instead of outside.
    pub deleted: bool,
}
