//! Captions: what is said in a video, as text along its timeline. One track for each language.

use crate::text;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use utoipa::ToSchema;

/// The largest file of captions, in bytes.
pub const MAX_CAPTION_BYTES: usize = 2 << 20;
/// The most tracks of one video.
pub const MAX_CAPTIONS: usize = 100;
/// The longest label, in characters.
pub const MAX_CAPTION_LABEL: usize = 60;
const MAX_TAG: usize = 35;

/// What languages call themselves; others are shown by their tag.
const NAMES: [(&str, &str); 20] = [
    ("ar", "العربية"),
    ("ca", "Català"),
    ("de", "Deutsch"),
    ("en", "English"),
    ("es", "Español"),
    ("eu", "Euskara"),
    ("fr", "Français"),
    ("gl", "Galego"),
    ("hi", "हिन्दी"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ru", "Русский"),
    ("sv", "Svenska"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("zh", "中文"),
];

/// The language of a track: a BCP 47 tag in its usual letter case, so that `es-mx` and `es-MX` are one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct CaptionLanguage(String);

/// What is no BCP 47 tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a BCP 47 language tag")]
pub struct BadLanguage;

impl CaptionLanguage {
    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What a menu calls a track of this language, unless its owner names it.
    pub fn label(&self) -> String {
        let (language, rest) = self.0.split_once('-').map_or((self.0.as_str(), None), |(l, r)| (l, Some(r)));
        let name = NAMES.iter().find(|(tag, _)| *tag == language).map(|(_, name)| *name);
        match (name, rest) {
            (Some(name), None) => name.to_owned(),
            (Some(name), Some(rest)) => format!("{name} ({rest})"),
            (None, _) => self.0.clone(),
        }
    }
}

impl FromStr for CaptionLanguage {
    type Err = BadLanguage;

    fn from_str(tag: &str) -> Result<Self, BadLanguage> {
        let mut parts = tag.split('-');
        let language =
            parts.next().filter(|p| matches!(p.len(), 2 | 3) && p.bytes().all(|b| b.is_ascii_alphabetic())).ok_or(BadLanguage)?;
        let mut usual = language.to_ascii_lowercase();
        for part in parts {
            if !(1..=8).contains(&part.len()) || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return Err(BadLanguage);
            }
            usual.push('-');
            match part.len() {
                2 => usual.push_str(&part.to_ascii_uppercase()),
                4 => usual
                    .extend(part.chars().enumerate().map(|(i, c)| if i == 0 { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })),
                _ => usual.push_str(&part.to_ascii_lowercase()),
            }
        }
        if usual.len() <= MAX_TAG { Ok(Self(usual)) } else { Err(BadLanguage) }
    }
}

impl fmt::Display for CaptionLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a track is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CaptionKind {
    /// A translation, for who hears but doesn't understand.
    #[default]
    Subtitles,
    /// Also sounds and music, for who doesn't hear.
    Captions,
}

impl CaptionKind {
    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Subtitles => "subtitles",
            Self::Captions => "captions",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Subtitles, Self::Captions].into_iter().find(|kind| kind.name() == name)
    }
}

/// A track without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptionTrack {
    /// Its language; no other track of the video has it.
    pub language: CaptionLanguage,
    /// What a menu calls it.
    pub label: String,
    /// What it is for.
    pub kind: CaptionKind,
    /// Whether it is shown unless the viewer chooses otherwise; at most one track of a video is.
    pub default: bool,
    /// Rises with every change, also over a deletion; the `ETag`.
    pub version: i64,
}

/// A track with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// What it is.
    pub track: CaptionTrack,
    /// WebVTT of our own writing.
    pub body: String,
}

/// What an owner says of a track beside its text.
#[derive(Clone, Debug)]
pub struct PutCaption {
    /// Its language.
    pub language: CaptionLanguage,
    /// What a menu calls it; the language's own name if absent.
    pub label: Option<String>,
    /// What it is for.
    pub kind: CaptionKind,
    /// Whether it is shown unless the viewer chooses otherwise.
    pub default: bool,
}

impl PutCaption {
    /// The track that is made of it.
    pub fn into_track(self, version: i64) -> CaptionTrack {
        let label = self.label.map_or_else(|| self.language.label(), |label| text::normal(&label));
        CaptionTrack { label, language: self.language, kind: self.kind, default: self.default, version }
    }
}

/// One caption track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CaptionView {
    /// BCP 47 language.
    #[schema(example = "es")]
    pub language: String,
    /// Name for people.
    #[schema(example = "Español")]
    pub label: String,
    /// What it is for.
    pub kind: CaptionKind,
    /// WebVTT.
    pub url: String,
    /// Whether it is shown unless the viewer chooses otherwise.
    pub default: bool,
}

/// All caption tracks of a video.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CaptionsView {
    /// In the order of their languages.
    pub items: Vec<CaptionView>,
}

impl CaptionView {
    /// The view of a track whose text is at `url`.
    pub fn new(track: CaptionTrack, url: String) -> Self {
        Self { language: track.language.0, label: track.label, kind: track.kind, url, default: track.default }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_one_writing() {
        for (typed, usual, label) in [
            ("ES", "es", "Español"),
            ("es-mx", "es-MX", "Español (MX)"),
            ("ZH-hant-tw", "zh-Hant-TW", "中文 (Hant-TW)"),
            ("ast", "ast", "ast"),
            ("es-419", "es-419", "Español (419)"),
        ] {
            let language: CaptionLanguage = typed.parse().unwrap();
            assert_eq!((language.as_str(), language.label().as_str()), (usual, label));
        }
        for bad in ["", "e", "español", "es_MX", "es-", "-es", "12", "es-abcdefghi", "../es", &format!("es{}", "-abcdefg".repeat(6))] {
            assert_eq!(bad.parse::<CaptionLanguage>(), Err(BadLanguage), "{bad}");
        }
    }
}
