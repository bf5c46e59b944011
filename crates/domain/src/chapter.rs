//! Chapters: the parts of a video by where they start, with names.
//!
//! They come from three places, of which the first that tells of any is shown: what the owner gave, what
//! the uploaded file held, and the times that stand in the description.

mod description;

pub use description::of_description;

use crate::rule::Rule;
use crate::text;
use crate::time::{in_media, millis_from_seconds as millis, seconds_from_millis};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most chapters of a video.
const MAX_CHAPTERS: usize = 500;
/// The longest name, in characters.
pub const MAX_CHAPTER_TITLE: usize = 120;

/// Where chapters are from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChapterSource {
    /// From the owner.
    Given,
    /// From the uploaded file.
    Container,
    /// From times in the description.
    Description,
}

impl ChapterSource {
    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Container => "container",
            Self::Description => "description",
        }
    }

    /// The source with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Given, Self::Container, Self::Description].into_iter().find(|source| source.name() == name)
    }
}

/// One chapter; it ends where the next one starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// Where it starts, in milliseconds.
    pub start_ms: i64,
    /// Its name.
    pub title: String,
}

/// Chapters that a file held, made good: named, in order, each start once. One alone says nothing.
pub fn of_container(found: impl IntoIterator<Item = (i64, Option<String>)>) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    for (number, (start_ms, title)) in found.into_iter().take(MAX_CHAPTERS).enumerate() {
        let title = title.map(|title| text::salvage(&title, MAX_CHAPTER_TITLE)).filter(|title| !title.is_empty());
        chapters.push(Chapter { start_ms: start_ms.max(0), title: title.unwrap_or_else(|| (number + 1).to_string()) });
    }
    chapters.sort_by_key(|chapter| chapter.start_ms);
    chapters.dedup_by_key(|chapter| chapter.start_ms);
    if chapters.len() > 1 { chapters } else { Vec::new() }
}

/// The chapters that are shown, and where they are from.
pub fn shown(stored: &[(ChapterSource, Chapter)], description: &str, length_ms: Option<i64>) -> Option<(ChapterSource, Vec<Chapter>)> {
    let within = |chapter: &Chapter| length_ms.is_none_or(|length| chapter.start_ms < length);
    for wanted in [ChapterSource::Given, ChapterSource::Container] {
        let of = stored.iter().filter(|(source, chapter)| *source == wanted && within(chapter));
        let chapters: Vec<Chapter> = of.map(|(_, chapter)| chapter.clone()).collect();
        if !chapters.is_empty() {
            return Some((wanted, chapters));
        }
    }
    let chapters = of_description(description, length_ms);
    (!chapters.is_empty()).then_some((ChapterSource::Description, chapters))
}

/// All chapters anew; none takes away what was given before.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "items": [{ "start_seconds": 0, "title": "La llegada" }, { "start_seconds": 62.5, "title": "La playa" }] }))]
pub struct ReplaceChapters {
    /// In the order of their starts.
    #[garde(dive, length(max = MAX_CHAPTERS), custom(in_order))]
    #[schema(max_items = 500)]
    pub items: Vec<GivenChapter>,
}

/// A chapter as its owner gives it.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenChapter {
    /// Where it starts, in seconds.
    #[garde(custom(in_media))]
    #[schema(minimum = 0, maximum = 1_000_000_000, example = 62.5)]
    pub start_seconds: f64,
    /// 1 to 120 characters.
    #[garde(custom(text::line(MAX_CHAPTER_TITLE)))]
    #[schema(min_length = 1, max_length = 120, example = "La playa")]
    pub title: String,
}

impl ReplaceChapters {
    /// The chapters.
    pub fn into_chapters(self) -> Vec<Chapter> {
        self.items.into_iter().map(|given| Chapter { start_ms: millis(given.start_seconds), title: text::normal(&given.title) }).collect()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde hands its context by reference")]
fn in_order(items: &[GivenChapter], _: &()) -> garde::Result {
    let ordered = items.windows(2).all(|pair| matches!(pair, [one, next] if millis(one.start_seconds) < millis(next.start_seconds)));
    Rule::AscendingStarts.require(ordered)
}

/// The chapters of a video.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ChaptersView {
    /// In the order of their starts.
    pub items: Vec<ChapterView>,
    /// Where they are from; `null` if there are none.
    pub source: Option<ChapterSource>,
}

/// One chapter.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ChapterView {
    /// Where it starts, in seconds.
    #[schema(example = 62.5)]
    pub start_seconds: f64,
    /// Its name.
    #[schema(example = "La playa")]
    pub title: String,
}

impl ChaptersView {
    /// The view of what [`shown`] gives.
    pub fn new(shown: Option<(ChapterSource, Vec<Chapter>)>) -> Self {
        let (source, chapters) = shown.map_or((None, Vec::new()), |(source, chapters)| (Some(source), chapters));
        let view = |chapter: Chapter| ChapterView { start_seconds: seconds_from_millis(chapter.start_ms), title: chapter.title };
        Self { items: chapters.into_iter().map(view).collect(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chapter(start_ms: i64, title: &str) -> Chapter {
        Chapter { start_ms, title: title.to_owned() }
    }

    #[test]
    fn what_the_owner_gave_comes_before_the_file_and_the_file_before_the_description() {
        let words = "0:00 a\n0:10 b\n0:20 c";
        let given = (ChapterSource::Given, chapter(0, "given"));
        let held = (ChapterSource::Container, chapter(0, "held"));
        let source = |stored: &[(ChapterSource, Chapter)], length| shown(stored, words, length).map(|(source, _)| source);
        assert_eq!(source(&[held.clone(), given], None), Some(ChapterSource::Given));
        assert_eq!(source(&[held], None), Some(ChapterSource::Container));
        assert_eq!(source(&[], Some(30_000)), Some(ChapterSource::Description));
        let late = (ChapterSource::Given, chapter(40_000, "after a shorter file came"));
        assert_eq!(source(&[late], Some(30_000)), Some(ChapterSource::Description));
        assert_eq!(shown(&[], "nothing", None), None);
    }

    #[test]
    fn chapters_of_files_are_named_and_in_order() {
        let found = [(5000, Some("B\u{0}".to_owned())), (-20, Some("A".to_owned())), (5000, Some("again".to_owned())), (9000, None)];
        let named: Vec<_> = of_container(found).into_iter().map(|c| (c.start_ms, c.title)).collect();
        assert_eq!(named, [(0, "A".to_owned()), (5000, "B".to_owned()), (9000, "4".to_owned())]);
        assert!(of_container([(0, Some("all of it".to_owned()))]).is_empty());
    }

    #[test]
    fn given_chapters_are_in_order() {
        let of = |json: &str| serde_json::from_str::<ReplaceChapters>(json).unwrap().validate().is_ok();
        assert!(of(r#"{"items":[]}"#));
        assert!(of(r#"{"items":[{"start_seconds":0,"title":"a"},{"start_seconds":1.5,"title":"b"}]}"#));
        assert!(!of(r#"{"items":[{"start_seconds":1,"title":"a"},{"start_seconds":1.0001,"title":"b"}]}"#), "the same millisecond");
        assert!(!of(r#"{"items":[{"start_seconds":-1,"title":"a"}]}"#));
        assert!(!of(r#"{"items":[{"start_seconds":0,"title":" "}]}"#));
    }
}
