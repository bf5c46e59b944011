//! The languages that we write to people in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A language that texts to people are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum Locale {
    /// English, also for everybody whose language we do not know.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
}

impl Locale {
    /// The language tag (BCP 47), on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    /// The language with this tag.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::English, Self::Spanish].into_iter().find(|locale| locale.name() == name)
    }

    /// The text of this language.
    pub fn pick<T>(self, english: T, spanish: T) -> T {
        match self {
            Self::English => english,
            Self::Spanish => spanish,
        }
    }
}
