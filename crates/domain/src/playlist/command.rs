//! What the owner of a list can ask for.

use crate::id::{PlaylistItemId, VideoId};
use crate::patch::Patch;
use crate::rule::Rule;
use crate::text;
use crate::video::Visibility;
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

const MAX_TITLE: usize = 120;
const MAX_DESCRIPTION: usize = 5_000;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
        #[serde(deny_unknown_fields)]
        #[schema(example = json!({ "title": "Para el domingo", "description": "", "visibility": "public" }))]
        pub struct $name {
            /// 1 to 120 characters.
            #[garde(custom(text::line(MAX_TITLE)))]
            #[schema(min_length = 1, max_length = 120)]
            pub title: String,
            /// Plain text, at most 5,000 characters.
            #[serde(default)]
            #[garde(custom(text::block(MAX_DESCRIPTION)))]
            #[schema(max_length = 5000)]
            pub description: String,
            /// Who can see it. Whatever this says, nobody sees a video in it that he may not see.
            #[garde(custom(of_a_list))]
            pub visibility: Visibility,
        }
    };
}

/// A list has no date and no password.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde hands references")]
fn of_a_list(visibility: &Visibility, (): &()) -> garde::Result {
    match visibility {
        Visibility::Public | Visibility::Unlisted | Visibility::Private => Ok(()),
        Visibility::Password | Visibility::Scheduled => {
            Err(Rule::OneOf { choices: ["public", "unlisted", "private"].map(str::to_owned).to_vec() }.into())
        }
    }
}

words! {
    /// A new list of videos.
    CreatePlaylist
}
words! {
    /// All words of a list, anew.
    ReplacePlaylist
}

/// A video for a list.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "video_id": "0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e" }))]
pub struct AddItem {
    /// The video.
    #[garde(skip)]
    pub video_id: VideoId,
    /// The item that it shall stand after: `null` for the first place; left out, the last.
    #[serde(default)]
    #[garde(skip)]
    #[schema(value_type = Option<PlaylistItemId>)]
    pub after: Patch<PlaylistItemId>,
}

/// Another place for an item.
#[derive(Clone, Copy, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "after": null }))]
pub struct MoveItem {
    /// The item that it shall stand after: `null` for the first place.
    #[serde(deserialize_with = "Option::deserialize")]
    #[garde(skip)]
    #[schema(required = true)]
    pub after: Option<PlaylistItemId>,
}
