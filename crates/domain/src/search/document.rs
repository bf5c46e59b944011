//! What of a thing is searched, prepared for an index.

use super::Kind;
use super::analysis::{Language, Word, tokens};
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use uuid::Uuid;

/// More words of a description than this aren't kept in order.
const MAX_PLACES: u16 = 12_000;
/// Spoken words have no order: they are kept at the last place that `PostgreSQL` has.
const SPOKEN: u16 = 16_383;

/// A thing that can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: Uuid,
    /// Title of a video or a playlist, display name of an account.
    pub title: String,
    /// Tags of a video.
    pub tags: BTreeSet<String>,
    /// Display name and handle of who made it, or the handle of an account.
    pub author: String,
    /// The account that it belongs to.
    pub owner: Uuid,
    /// The long text.
    pub description: String,
    /// What is said in it.
    pub captions: String,
    /// Category.
    pub category: Option<String>,
    /// BCP 47 language.
    pub language: Option<String>,
    /// Length.
    pub duration_ms: Option<i64>,
    /// When it was published or made.
    pub published_at: Timestamp,
    /// Views of a video, followers of an account.
    pub popularity: i64,
    /// Likes.
    pub likes: i64,
}

/// The words of a document as indexes want them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prepared {
    /// What ranking reads: the title, the tags and the author.
    pub head: String,
    /// Words in order without marks; `_` where a phrase ends.
    pub text: Vec<String>,
    /// Stems that differ from their words, by the place of the word.
    pub stems: Vec<(u16, String)>,
    /// What is said, without order.
    pub spoken: BTreeSet<String>,
    /// What filters ask for.
    pub facts: BTreeSet<String>,
}

/// The word for a fact, which no text contains.
pub fn fact(name: char, value: &str) -> String {
    value.bytes().fold(format!("_{name}"), |mut word, byte| {
        let _ = write!(word, "{byte:02x}");
        word
    })
}

impl Document {
    /// What everything has, without a word in it.
    pub fn plain(kind: Kind, id: Uuid, owner: Uuid, published_at: Timestamp) -> Self {
        Self {
            kind,
            id,
            title: String::new(),
            tags: BTreeSet::new(),
            author: String::new(),
            owner,
            description: String::new(),
            captions: String::new(),
            category: None,
            language: None,
            duration_ms: None,
            published_at,
            popularity: 0,
            likes: 0,
        }
    }

    /// Title, tags and author, a line each, word by word in their forms.
    fn head(&self, language: Option<Language>) -> String {
        let tags: Vec<&str> = self.tags.iter().map(String::as_str).collect();
        [line(&self.title, language), line(&tags.join(" "), language), line(&self.author, None)].join("\n")
    }

    /// Prepares it.
    pub fn prepare(&self) -> Prepared {
        let language = Language::of_tag(self.language.as_deref());
        let mut prepared = Prepared { head: self.head(language), facts: self.facts(), ..Prepared::default() };
        prepared.add(&self.title, language);
        for tag in &self.tags {
            prepared.add(tag, language);
        }
        prepared.add(&self.author, None);
        prepared.add(&self.description, language);
        for token in tokens(&self.captions) {
            let (base, stem) = token.word.keys(language);
            prepared.spoken.insert(base);
            prepared.spoken.extend(stem);
        }
        prepared
    }

    fn facts(&self) -> BTreeSet<String> {
        let mut facts = BTreeSet::from([fact('k', self.kind.name())]);
        facts.extend(self.category.as_deref().map(|slug| fact('c', slug)));
        if let Some(language) = &self.language {
            facts.insert(fact('l', language));
        }
        facts.extend(self.tags.iter().map(|tag| fact('t', tag)));
        if !self.captions.is_empty() {
            facts.insert(fact('s', ""));
        }
        facts
    }

    /// The words of title and tags as they are spelt: what people can mean who mistype. Names are no words.
    pub fn vocabulary(&self) -> BTreeSet<String> {
        if self.kind == Kind::User {
            return BTreeSet::new();
        }
        let tags = self.tags.iter().flat_map(|tag| tokens(tag));
        tokens(&self.title).into_iter().chain(tags).map(|t| t.word.exact).filter(|w| w.chars().count() > 1).collect()
    }
}

impl Prepared {
    fn add(&mut self, text: &str, language: Option<Language>) {
        for token in tokens(text).into_iter().take(usize::from(MAX_PLACES).saturating_sub(self.text.len())) {
            let (base, stem) = token.word.keys(language);
            self.text.push(base);
            let place = u16::try_from(self.text.len()).unwrap_or(MAX_PLACES);
            self.stems.extend(stem.map(|stem| (place, stem)));
        }
        self.text.push("_".to_owned());
    }

    /// As a `PostgreSQL` `tsvector`: words that are written have weight A, their stems B, what is said D.
    pub fn tsvector(&self) -> String {
        let mut places: BTreeMap<&str, Vec<(u16, char)>> = BTreeMap::new();
        for (at, word) in (1_u16..).zip(&self.text).filter(|(_, word)| *word != "_") {
            places.entry(word).or_default().push((at, 'A'));
        }
        for (at, stem) in &self.stems {
            places.entry(stem).or_default().push((*at, 'B'));
        }
        for word in &self.spoken {
            places.entry(word).or_default().push((SPOKEN, 'D'));
        }
        let mut text = self.facts.iter().fold(String::new(), |text, fact| text + "'" + fact + "' ");
        for (word, at) in places {
            // More places than this are refused.
            let at: Vec<String> = at.into_iter().take(250).map(|(at, weight)| format!("{at}{weight}")).collect();
            let _ = write!(text, "'{word}':{} ", at.join(","));
        }
        text
    }
}

/// The names by which the author of a video is found.
pub fn author_names(display_name: &str, handle: &str) -> String {
    format!("{display_name} {handle}")
}

/// The last line of the [head](Prepared::head) of a video by this author.
pub fn author_line(display_name: &str, handle: &str) -> String {
    line(&author_names(display_name, handle), None)
}

fn line(text: &str, language: Option<Language>) -> String {
    let forms = tokens(text).into_iter().map(|t| forms(&t.word, language));
    forms.collect::<Vec<_>>().join(" ")
}

/// `exact`, or `exact/folded/base/stem` where they differ.
fn forms(word: &Word, language: Option<Language>) -> String {
    let (base, stem) = word.keys(language);
    let stem = stem.unwrap_or_else(|| base.clone());
    if word.exact == base && stem == base {
        return base;
    }
    format!("{}/{}/{base}/{stem}", word.exact, word.folded)
}
