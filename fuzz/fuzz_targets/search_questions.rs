//! Search questions and their analysis: anything may be typed, and what is made of it stays within its bounds.

#![no_main]

use domain::search::Question;
use domain::search::analysis::{Language, tokens};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let length = text.chars().count();
    for token in tokens(text) {
        assert!(token.start < token.end && token.end <= length, "{token:?}");
        for language in [Language::Spanish, Language::English] {
            let _ = language.stem(&token.word.base);
        }
    }
    let question = Question::parse(text);
    assert!(question.terms.len() <= 16, "{question:?}");
    assert!(question.terms.iter().all(|term| !term.keys.is_empty() && !term.word.base.is_empty()), "{question:?}");
    assert!(question.phrases.iter().all(|phrase| phrase.len() > 1), "{question:?}");
    assert!(question.excluded.iter().all(|words| !words.is_empty()), "{question:?}");
});
