//! What was typed, understood. Nothing is a syntax error: quotes and minus mean something, all else parts words.

use super::analysis::{Word, tokens};

/// More words than this narrow nothing down any more.
const MAX_WORDS: usize = 16;

/// A word that is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// The word.
    pub word: Word,
    /// The forms by which it is found in texts of any language; within quotes only its own spelling, marks apart.
    pub keys: Vec<String>,
    /// Whether it was quoted: its stem is not meant.
    pub literal: bool,
    /// Whether words that only begin like it are meant too: it is still being typed.
    pub open: bool,
}

/// A question: every word and every phrase must be there, and nothing of what is excluded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Question {
    /// All words, those of phrases too, in order and once each.
    pub terms: Vec<Term>,
    /// Words that must follow each other.
    pub phrases: Vec<Vec<String>>,
    /// Words, or phrases, that must not be there.
    pub excluded: Vec<Vec<String>>,
}

impl Question {
    /// Understands what was typed.
    pub fn parse(text: &str) -> Self {
        let mut question = Self::default();
        let mut left = MAX_WORDS;
        for Piece { text, quoted, minus } in pieces(text) {
            let words: Vec<Word> = tokens(&text).into_iter().map(|t| t.word).take(left).collect();
            left = left.saturating_sub(words.len());
            let bases: Vec<String> = words.iter().map(|w| w.base.clone()).collect();
            if bases.is_empty() {
                continue;
            }
            if minus {
                question.excluded.push(bases);
                continue;
            }
            for word in words {
                let keys = if quoted { vec![word.base.clone()] } else { word.wanted() };
                let term = Term { word, keys, literal: quoted, open: false };
                if !question.terms.contains(&term) {
                    question.terms.push(term);
                }
            }
            if quoted && bases.len() > 1 {
                question.phrases.push(bases);
            }
        }
        question
    }

    /// Whether nothing is asked for; everything fulfils such a question, what it excludes apart.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

struct Piece {
    text: String,
    quoted: bool,
    minus: bool,
}

/// Parts a text at white space and quotes. A quote that nobody closes reaches to the end.
fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut now = Piece { text: String::new(), quoted: false, minus: false };
    for c in text.chars() {
        let quote = matches!(c, '"' | '\u{201C}' | '\u{201D}' | '\u{AB}' | '\u{BB}');
        if quote || (c.is_whitespace() && !now.quoted) {
            let opens = quote && !now.quoted;
            let minus = opens && now.minus && now.text.is_empty();
            found.push(std::mem::replace(&mut now, Piece { text: String::new(), quoted: opens, minus }));
        } else if c == '-' && now.text.is_empty() && !now.quoted && !now.minus {
            now.minus = true;
        } else {
            now.text.push(c);
        }
    }
    found.push(now);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(question: &Question) -> Vec<&str> {
        question.terms.iter().map(|t| t.word.exact.as_str()).collect()
    }

    #[test]
    fn quotes_and_minus_mean_what_people_expect() {
        let question = Question::parse(r#""Gran Vía" noche -lluvia -"mala suerte" multi-agent - x"#);
        assert_eq!(words(&question), ["gran", "vía", "noche", "multi", "agent", "x"]);
        assert_eq!(question.phrases, [vec!["gran".to_owned(), "via".to_owned()]]);
        assert_eq!(question.excluded, [vec!["lluvia".to_owned()], vec!["mala".to_owned(), "suerte".to_owned()]]);
        assert_eq!(Question::parse("\"open end").phrases.len(), 1);
        assert_eq!(Question::parse("\"running\"").terms[0].keys, ["running"]);
        assert!(Question::parse("\" * ( ) -\"").is_empty());
    }

    proptest! {
        #[test]
        fn anything_can_be_asked(text in any::<String>()) {
            let question = Question::parse(&text);
            prop_assert!(question.terms.len() <= MAX_WORDS);
            prop_assert!(question.terms.iter().all(|t| !t.keys.is_empty()));
        }
    }
}
