//! What people say.

use crate::id::{CommentId, VideoId};
use crate::text;
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

/// The longest body, in characters, that any configuration can allow.
pub const MAX_BODY: usize = 10_000;

/// A new comment.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "video_id": "0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e", "body": "At 1:23 the *sea* is lovely, @ana_cine!" }))]
pub struct CreateComment {
    /// Under which video.
    #[garde(skip)]
    pub video_id: VideoId,
    /// Markdown: emphasis, code, links, quotes and lists; 1 to 10,000 characters.
    #[garde(custom(text::visible_block(MAX_BODY)))]
    #[schema(min_length = 1, max_length = 10000)]
    pub body: String,
    /// The comment that it replies to.
    #[serde(default)]
    #[garde(skip)]
    pub parent_id: Option<CommentId>,
    /// A reply deeper than threads may be goes under the deepest comment that may have replies, instead of
    /// being refused.
    #[serde(default)]
    #[garde(skip)]
    pub flatten: bool,
}

/// Another wording.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "body": "At 1:24, of course." }))]
pub struct EditComment {
    /// Markdown, 1 to 10,000 characters.
    #[garde(custom(text::visible_block(MAX_BODY)))]
    #[schema(min_length = 1, max_length = 10000)]
    pub body: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_without_a_visible_character_is_refused() {
        for (body, accepted) in [("\u{200B}", false), ("\n\u{2060}\n", false), ("", false), ("👍", true), ("- a\n- b", true)] {
            assert_eq!(EditComment { body: body.to_owned() }.validate().is_ok(), accepted, "{body:?}");
        }
    }
}
