//! What an owner can ask for.
#![expect(clippy::trivially_copy_pass_by_ref, reason = "garde hands its context to custom rules by reference")]

use super::{Metadata, Visibility, lock};
use crate::category::Slug;
use crate::comment::CommentsMode;
use crate::patch::{Patch, not_null};
use crate::rule::Rule;
use crate::text;
use crate::time::Timestamp;
use crate::user::Password;
use garde::Validate;
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// The longest title, in characters.
const MAX_TITLE: usize = 120;
const MAX_DESCRIPTION: usize = 10_000;
const MAX_LICENSE: usize = 60;
const MAX_TAGS: usize = 20;
const MAX_TAG: usize = 40;

/// A new draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "Una tarde en Cádiz", "visibility": "public", "language": "es", "tags": ["cádiz", "playa"] }))]
pub struct CreateVideo {
    /// 1 to 120 characters.
    #[garde(custom(text::line(MAX_TITLE)))]
    #[schema(min_length = 1, max_length = 120)]
    pub title: String,
    /// Plain text, up to 10,000 characters.
    #[serde(default)]
    #[garde(custom(text::block(MAX_DESCRIPTION)))]
    #[schema(max_length = 10000)]
    pub description: String,
    /// Slug of a category that there is.
    #[serde(default)]
    #[garde(inner(custom(slug)))]
    #[schema(example = "travel", max_length = 40)]
    pub category: Option<String>,
    /// Up to 20 tags of up to 40 characters.
    #[serde(default)]
    #[garde(custom(tag_list))]
    #[schema(max_items = 20)]
    pub tags: Vec<String>,
    /// BCP 47 language tag of the content.
    #[serde(default)]
    #[garde(inner(custom(language_tag)))]
    #[schema(example = "es")]
    pub language: Option<String>,
    /// Name of the licence, such as `CC-BY-4.0`.
    #[serde(default)]
    #[garde(inner(custom(text::line(MAX_LICENSE))))]
    #[schema(max_length = 60)]
    pub license: Option<String>,
    /// Who can watch.
    #[garde(skip)]
    pub visibility: Visibility,
    /// 4 to 128 characters, for the visibility `password`, which needs one unless the video has it already. Never shown again;
    /// setting one, also the same, ends every access that was given before.
    #[serde(default)]
    #[garde(inner(custom(lock::check_password)))]
    #[schema(value_type = Option<String>, format = Password, min_length = 4, max_length = 128, write_only)]
    pub password: Option<Password>,
    /// When a scheduled video becomes public; for that visibility only, which needs it.
    #[serde(default)]
    #[garde(skip)]
    pub publish_at: Option<Timestamp>,
    /// Whether it takes comments.
    #[serde(default)]
    #[garde(skip)]
    #[schema(default = "open")]
    pub comments: CommentsMode,
}

/// All editable fields anew; what is absent gets its default.
pub type ReplaceVideo = CreateVideo;

/// A JSON merge patch of the editable fields.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "Another title", "visibility": "unlisted", "language": null }))]
pub struct PatchVideo {
    /// 1 to 120 characters; can't be cleared.
    #[serde(default, deserialize_with = "not_null")]
    #[garde(inner(custom(text::line(MAX_TITLE))))]
    #[schema(min_length = 1, max_length = 120, nullable = false)]
    pub title: Option<String>,
    /// Plain text.
    #[serde(default)]
    #[garde(custom(|p: &Patch<String>, ctx: &()| p.value().map_or(Ok(()), |d| text::block(MAX_DESCRIPTION)(d, ctx))))]
    #[schema(value_type = Option<String>)]
    pub description: Patch<String>,
    /// Slug of a category that there is.
    #[serde(default)]
    #[garde(custom(|p: &Patch<String>, ctx: &()| p.value().map_or(Ok(()), |c| slug(c, ctx))))]
    #[schema(value_type = Option<String>)]
    pub category: Patch<String>,
    /// All tags anew.
    #[serde(default)]
    #[garde(custom(|p: &Patch<Vec<String>>, ctx: &()| p.value().map_or(Ok(()), |t| tag_list(t, ctx))))]
    #[schema(value_type = Option<Vec<String>>)]
    pub tags: Patch<Vec<String>>,
    /// BCP 47 language tag of the content.
    #[serde(default)]
    #[garde(custom(|p: &Patch<String>, ctx: &()| p.value().map_or(Ok(()), |l| language_tag(l, ctx))))]
    #[schema(value_type = Option<String>)]
    pub language: Patch<String>,
    /// Name of the licence.
    #[serde(default)]
    #[garde(custom(|p: &Patch<String>, ctx: &()| p.value().map_or(Ok(()), |l| text::line(MAX_LICENSE)(l, ctx))))]
    #[schema(value_type = Option<String>)]
    pub license: Patch<String>,
    /// Who can watch; can't be cleared.
    #[serde(default, deserialize_with = "not_null")]
    #[garde(skip)]
    #[schema(nullable = false)]
    pub visibility: Option<Visibility>,
    /// 4 to 128 characters, for the visibility `password`; another visibility drops it. Never shown again; setting one, also
    /// the same, ends every access that was given before.
    #[serde(default, deserialize_with = "not_null")]
    #[garde(inner(custom(lock::check_password)))]
    #[schema(value_type = Option<String>, format = Password, min_length = 4, max_length = 128, write_only, nullable = false)]
    pub password: Option<Password>,
    /// When a scheduled video becomes public; another visibility clears it.
    #[serde(default)]
    #[garde(skip)]
    #[schema(value_type = Option<Timestamp>)]
    pub publish_at: Patch<Timestamp>,
    /// Whether it takes comments; can't be cleared.
    #[serde(default, deserialize_with = "not_null")]
    #[garde(skip)]
    #[schema(nullable = false)]
    pub comments: Option<CommentsMode>,
}

impl CreateVideo {
    pub(super) fn into_metadata(self) -> Metadata {
        Metadata {
            title: text::normal(&self.title),
            description: text::normal(&self.description),
            category: None,
            language: self.language,
            license: self.license.map(|l| text::normal(&l)),
            visibility: self.visibility,
            publish_at: self.publish_at,
            tags: normal_tags(&self.tags),
            comments: self.comments,
        }
    }

    /// The draft that an upload without a video of its own gets: named after its file, private
    /// until the owner decides.
    pub fn for_file(filename: &str) -> Self {
        let stem = filename.rsplit_once('.').map_or(filename, |(stem, _)| stem);
        let title = text::salvage(stem, MAX_TITLE);
        Self {
            title: if title.is_empty() { "Untitled".to_owned() } else { title },
            description: String::new(),
            category: None,
            tags: Vec::new(),
            language: None,
            license: None,
            visibility: Visibility::Private,
            password: None,
            publish_at: None,
            comments: CommentsMode::default(),
        }
    }
}

pub(super) fn normal_tags(tags: &[String]) -> BTreeSet<String> {
    tags.iter().map(|t| text::folded(t)).collect()
}

fn tag_list(tags: &[String], ctx: &()) -> garde::Result {
    if tags.len() > MAX_TAGS {
        return Err(Rule::MaxItems { max: MAX_TAGS }.into());
    }
    tags.iter().try_for_each(|t| text::line(MAX_TAG)(t, ctx))
}

fn slug(text: &str, _: &()) -> garde::Result {
    text.parse::<Slug>().map(|_| ()).map_err(|_| Rule::Category.into())
}

/// The shape of BCP 47 tags: a language of 2 or 3 letters and subtags of up to 8.
fn language_tag(tag: &str, _: &()) -> garde::Result {
    let mut parts = tag.split('-');
    let language = parts.next().is_some_and(|p| matches!(p.len(), 2 | 3) && p.bytes().all(|b| b.is_ascii_lowercase()));
    let rest = parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    Rule::LanguageTag.require(language && rest && tag.len() <= 35)
}
