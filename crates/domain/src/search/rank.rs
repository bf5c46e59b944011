//! How well a document answers a question. One rule for every index, so that orders are the same everywhere.

use super::question::{Question, Term};

/// Weights of title, tags and author, then of what is written elsewhere and of what is only said.
const FIELDS: [i64; 3] = [1000, 500, 300];
const WRITTEN: i64 = 150;
const SPOKEN: i64 = 40;
/// How close a spelling is, in percent.
const EXACT: i64 = 100;
const FOLDED: i64 = 90;
const BASE: i64 = 70;
const STEM: i64 = 65;
const START: i64 = 60;
/// What a title gains that says nothing else.
const COVERAGE: i64 = 100;
/// What each doubling of the popularity is worth, and how many count.
const DOUBLING: i64 = 3;
const MAX_DOUBLINGS: u32 = 20;

/// How well a word of a document is the one that is looked for, in percent.
fn closeness(term: &Term, exact: &str, folded: &str, base: &str, stem: &str) -> i64 {
    if exact == term.word.exact {
        EXACT
    } else if folded == term.word.folded {
        FOLDED
    } else if base == term.word.base {
        BASE
    } else if !term.literal && term.keys.iter().any(|key| key == base || key == stem) {
        STEM
    } else if term.open && base.starts_with(&term.word.base) {
        START
    } else {
        0
    }
}

/// The forms of a word in a head.
fn parts(word: &str) -> (&str, &str, &str, &str) {
    let mut parts = word.splitn(4, '/');
    let exact = parts.next().unwrap_or_default();
    let folded = parts.next().unwrap_or(exact);
    let base = parts.next().unwrap_or(folded);
    (exact, folded, base, parts.next().unwrap_or(base))
}

/// The score of a document whose [`Prepared::head`](super::document::Prepared::head) this is; `written` tells
/// whether the question is fulfilled without what is only said.
pub fn score(question: &Question, head: &str, written: bool, popularity: i64) -> i64 {
    let known = i64::from((popularity.max(0).unsigned_abs() + 1).ilog2().min(MAX_DOUBLINGS)) * DOUBLING;
    let count = i64::try_from(question.terms.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return known;
    }
    let elsewhere = if written { WRITTEN } else { SPOKEN };
    let mut best = vec![elsewhere; question.terms.len()];
    let mut covered = 0;
    for (field, line) in head.split('\n').enumerate() {
        let weight = FIELDS.get(field).copied().unwrap_or(WRITTEN);
        let (mut words, mut hits) = (0_i64, 0_i64);
        for word in line.split(' ').filter(|w| !w.is_empty()) {
            words += 1;
            let (exact, folded, base, stem) = parts(word);
            let mut hit = false;
            for (term, best) in question.terms.iter().zip(&mut best) {
                let close = closeness(term, exact, folded, base, stem);
                *best = (*best).max(weight * close / 100);
                hit |= close > 0;
            }
            hits += i64::from(hit);
        }
        if field == 0 && words > 0 {
            covered = COVERAGE * hits / words;
        }
    }
    best.iter().sum::<i64>() / count + covered + known
}

/// Where the words that are looked for stand in a text, in Unicode scalar values.
pub fn places(question: &Question, text: &str, language: Option<super::analysis::Language>) -> Vec<(usize, usize)> {
    let found = super::analysis::tokens(text).into_iter().filter(|token| {
        let (base, stem) = token.word.keys(language);
        let stem = stem.as_deref().unwrap_or(&base);
        question.terms.iter().any(|term| closeness(term, &token.word.exact, &token.word.folded, &base, stem) > 0)
    });
    found.map(|token| (token.start, token.end)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::analysis::Language;
    use super::*;

    fn scored(asked: &str, head: &str) -> i64 {
        score(&Question::parse(asked), head, true, 0)
    }

    #[test]
    fn fields_and_spellings_have_their_order() {
        let (ano, year) = ("ano\n\n", "año/año/ano/ano\n\n");
        assert!(scored("año", year) > scored("año", ano));
        assert!(scored("ano", ano) > scored("ano", year));
        let order = ["mar azul\nx\ny", "x\nmar\ny", "x\ny\nmar", "x\ny\nz"];
        for pair in order.windows(2) {
            assert!(scored("mar", pair[0]) > scored("mar", pair[1]), "{pair:?}");
        }
        let question = Question::parse("mar");
        assert!(score(&question, "x\n\n", true, 0) > score(&question, "x\n\n", false, 0));
        assert!(score(&question, "mar\n\n", true, 1000) > score(&question, "mar\n\n", true, 1));
        assert!(scored("mar", "mar\n\n") > scored("mar", "mar y tierra\n\n"));
    }

    #[test]
    fn places_count_characters() {
        let places = places(&Question::parse("cancion correr"), "¡Qué canción! Corriendo", Some(Language::Spanish));
        assert_eq!(places, [(5, 12), (14, 23)]);
    }
}
