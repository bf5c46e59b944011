//! What videos are about: a short list that administrators keep, in both languages.

use crate::locale::Locale;
use crate::text;
use garde::Validate;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use utoipa::ToSchema;

const MAX_SLUG: usize = 40;
const MAX_NAME: usize = 60;

/// A category's name in addresses: small letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

/// A text that is no name of a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a category")]
pub struct BadSlug;

impl FromStr for Slug {
    type Err = BadSlug;

    fn from_str(text: &str) -> Result<Self, BadSlug> {
        let is_part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if text.len() <= MAX_SLUG && text.split('-').all(is_part) { Ok(Self(text.to_owned())) } else { Err(BadSlug) }
    }
}

impl Slug {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a video is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Its name in addresses.
    pub slug: String,
    /// Its English name.
    pub english: String,
    /// Its Spanish name.
    pub spanish: String,
}

/// A category with its place in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    /// The category.
    pub category: Category,
    /// Lower ones come first.
    pub position: i32,
}

/// What a video is about, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CategoryView {
    /// Its name in addresses.
    #[schema(example = "music")]
    pub slug: String,
    /// Its name for people, in the language of the request.
    #[schema(example = "Music")]
    pub name: String,
    #[serde(skip)]
    #[schema(ignore)]
    spanish: String,
}

impl CategoryView {
    /// In English, until [`Self::speak`] says otherwise.
    pub fn new(category: Category) -> Self {
        Self { slug: category.slug, name: category.english, spanish: category.spanish }
    }

    /// Puts the name in another language than English.
    pub fn speak(&mut self, locale: Locale) {
        if locale == Locale::Spanish {
            self.name.clone_from(&self.spanish);
        }
    }
}

/// A category as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AdminCategoryView {
    /// Its name in addresses.
    #[schema(example = "music")]
    pub slug: String,
    /// Its English name.
    #[schema(example = "Music")]
    pub name_en: String,
    /// Its Spanish name.
    #[schema(example = "Música")]
    pub name_es: String,
    /// Lower ones come first.
    #[schema(example = 20)]
    pub position: i32,
}

impl From<Shelf> for AdminCategoryView {
    fn from(Shelf { category, position }: Shelf) -> Self {
        Self { slug: category.slug, name_en: category.english, name_es: category.spanish, position }
    }
}

/// All that is said of a category.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name_en": "Music", "name_es": "Música", "position": 20 }))]
pub struct SaveCategory {
    /// Its English name.
    #[garde(custom(text::line(MAX_NAME)))]
    #[schema(min_length = 1, max_length = 60)]
    pub name_en: String,
    /// Its Spanish name.
    #[garde(custom(text::line(MAX_NAME)))]
    #[schema(min_length = 1, max_length = 60)]
    pub name_es: String,
    /// Lower ones come first.
    #[garde(range(min = 0, max = 1_000_000))]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub position: i32,
}

impl SaveCategory {
    /// The category with this name in addresses.
    pub fn shelf(&self, slug: &Slug) -> Shelf {
        let (english, spanish) = (text::normal(&self.name_en), text::normal(&self.name_es));
        Shelf { category: Category { slug: slug.to_string(), english, spanish }, position: self.position }
    }
}

/// A tag and how much there is to find under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TagView {
    /// The tag, in small letters.
    #[schema(example = "playa")]
    pub tag: String,
    /// Public videos that have it.
    #[schema(example = 42)]
    pub videos: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_words_of_small_letters_and_digits() {
        for good in ["music", "how-to", "3d", "a-1-b"] {
            assert_eq!(good.parse::<Slug>().unwrap().as_str(), good);
        }
        for bad in ["", "-", "a-", "-a", "a--b", "Music", "música", "a b", "a/b", &"x".repeat(41)] {
            assert_eq!(bad.parse::<Slug>(), Err(BadSlug), "{bad}");
        }
    }

    #[test]
    fn a_view_speaks_the_language_of_the_reader_and_hides_the_other() {
        let category = Category { slug: "music".to_owned(), english: "Music".to_owned(), spanish: "Música".to_owned() };
        let mut view = CategoryView::new(category);
        view.speak(Locale::English);
        assert_eq!(serde_json::to_value(&view).unwrap(), serde_json::json!({ "slug": "music", "name": "Music" }));
        view.speak(Locale::Spanish);
        assert_eq!(serde_json::to_value(&view).unwrap(), serde_json::json!({ "slug": "music", "name": "Música" }));
    }
}
