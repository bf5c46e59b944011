//! Words out of text: one analysis for what is written and for what is asked, whatever the database.
//!
//! A word has four forms, from strict to lenient: as it is spelt, without accents but with its ñ, without any
//! mark, and its stem. The last two find it, the first two rank it.

use snowstem::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut: they are no words.
const MAX_WORD: usize = 64;

/// Whose stems a text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Spanish.
    Spanish,
    /// English.
    English,
}

impl Language {
    /// The language of a BCP 47 tag, if its stems are known here.
    pub fn of_tag(tag: Option<&str>) -> Option<Self> {
        match tag?.split('-').next()? {
            "es" => Some(Self::Spanish),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The stem of a word without marks.
    pub fn stem(self, word: &str) -> String {
        let algorithm = match self {
            Self::Spanish => Algorithm::Spanish,
            Self::English => Algorithm::English,
        };
        unmarked(&Stemmer::create(algorithm).stem(word))
    }
}

/// A word in its forms that no language is needed for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Word {
    /// As it is spelt, in lower case.
    pub exact: String,
    /// Without accents; ñ stays a letter of its own.
    pub folded: String,
    /// Without any mark.
    pub base: String,
}

/// A word with its place in the text, in Unicode scalar values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The word.
    pub word: Word,
    /// Its first character.
    pub start: usize,
    /// The character after its last.
    pub end: usize,
}

/// The words of a text, in order. Whatever is no letter and no digit parts words; scripts that part none have
/// a word for each character.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut run = String::new();
    let mut start = 0;
    let mut length = 0;
    for (at, c) in text.chars().enumerate() {
        let joins = c.is_alphanumeric() || (is_combining_mark(c) && !run.is_empty());
        if !joins || is_unspaced(c) {
            finish(&mut found, &mut run, start, at);
        }
        if joins {
            if run.is_empty() {
                start = at;
                length = 0;
            }
            // What is beyond the bound belongs to the word and doesn't count.
            if length < MAX_WORD {
                run.push(c);
            }
            length += 1;
            if is_unspaced(c) {
                finish(&mut found, &mut run, start, at + 1);
            }
        }
    }
    let end = start + length;
    finish(&mut found, &mut run, start, end);
    found
}

fn finish(found: &mut Vec<Token>, run: &mut String, start: usize, end: usize) {
    if run.is_empty() {
        return;
    }
    if let Some(word) = Word::of(run) {
        found.push(Token { word, start, end });
    }
    run.clear();
}

impl Word {
    /// The forms of one word; nothing if no letter or digit is left of it.
    fn of(text: &str) -> Option<Self> {
        if text.is_ascii() {
            let exact = text.to_ascii_lowercase();
            return Some(Self { folded: exact.clone(), base: exact.clone(), exact });
        }
        let compatible: String = text.nfkc().collect();
        let exact: String = compatible.to_lowercase().nfc().filter(|c| c.is_alphanumeric() || is_combining_mark(*c)).collect();
        let base = unmarked(&exact);
        (!base.is_empty()).then(|| Self { folded: accents_folded(&exact), base, exact })
    }

    /// The forms by which a text in this language is found.
    pub fn keys(&self, language: Option<Language>) -> (String, Option<String>) {
        let stem = language.map(|language| language.stem(&self.exact)).filter(|stem| *stem != self.base && !stem.is_empty());
        (self.base.clone(), stem)
    }

    /// The forms by which it is looked for, in texts of any language.
    pub fn wanted(&self) -> Vec<String> {
        let mut keys = vec![self.base.clone()];
        for language in [Language::Spanish, Language::English] {
            // Who types without accents means the same word.
            for form in [&self.exact, &self.base] {
                let stem = language.stem(form);
                if !stem.is_empty() && !keys.contains(&stem) {
                    keys.push(stem);
                }
            }
        }
        keys
    }
}

fn unmarked(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.nfkd().filter(|c| !is_combining_mark(*c) && c.is_alphanumeric()).collect()
}

fn accents_folded(text: &str) -> String {
    text.nfc().flat_map(|c| if c == 'ñ' { vec![c] } else { unmarked(c.encode_utf8(&mut [0; 4])).chars().collect() }).collect()
}

/// Chinese, Japanese: no spaces stand between words.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bases(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.word.base).collect()
    }

    #[test]
    fn spellings_of_one_word_meet() {
        for text in ["canción", "CANCIÓN", "cancio\u{301}n", "ｃａｎｃｉóｎ", "cancion"] {
            assert_eq!(bases(text), ["cancion"], "{text}");
        }
        assert_eq!(bases("ﬁn"), ["fin"]);
        assert_eq!(bases("multi-agent 20.04 don't 東京"), ["multi", "agent", "20", "04", "don", "t", "東", "京"]);
    }

    #[test]
    fn n_with_a_tilde_is_another_letter_until_the_last_form() {
        let word = |text| tokens(text).remove(0).word;
        assert_ne!(word("año").folded, word("ano").folded);
        assert_eq!(word("año").base, word("ano").base);
        assert_eq!(word("ánö").folded, "ano");
    }

    #[test]
    fn stems_are_those_of_the_language() {
        let stem = |text: &str, language| tokens(text).remove(0).word.keys(Some(language)).1;
        assert_eq!(stem("corriendo", Language::Spanish), stem("correr", Language::Spanish));
        assert_eq!(stem("running", Language::English).as_deref(), Some("run"));
        assert!(tokens("canciones").remove(0).word.wanted().contains(&"cancion".to_owned()));
        assert_eq!(Language::of_tag(Some("es-MX")), Some(Language::Spanish));
        assert_eq!(Language::of_tag(Some("eu")), None);
    }

    proptest! {
        #[test]
        fn places_are_within_the_text_and_words_are_never_empty(text in any::<String>()) {
            let length = text.chars().count();
            let mut last = 0;
            for token in tokens(&text) {
                prop_assert!(last <= token.start && token.start < token.end && token.end <= length);
                prop_assert!(!token.word.base.is_empty() && !token.word.exact.contains([' ', '/', '\n']));
                prop_assert!(token.word.base.chars().all(char::is_alphanumeric));
                last = token.end;
            }
        }
    }
}
