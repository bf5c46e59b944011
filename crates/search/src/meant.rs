//! What was probably meant by words that nobody uses.

use crate::{Ctx, Result};
use domain::search::Question;
use domain::search::analysis::tokens;
use persistence::search::{Known, resembling};
use std::cmp::Reverse;

/// What was typed with its unknown words replaced by known ones; nothing if all are known, or nothing resembles
/// them.
pub(crate) async fn instead(ctx: &Ctx, q: &str, question: &Question) -> Result<Option<String>> {
    let words: Vec<&str> = question.terms.iter().map(|term| term.word.base.as_str()).collect();
    let known = resembling(&ctx.base.db, &words).await?;
    Ok(corrected(q, question, &known))
}

fn corrected(q: &str, question: &Question, known: &[Known]) -> Option<String> {
    let letters: Vec<char> = q.chars().collect();
    let (mut text, mut at, mut changed) = (String::new(), 0, false);
    for token in tokens(q) {
        let asked = question.terms.iter().any(|term| term.word == token.word);
        let Some(better) = nearest(&token.word.base, known).filter(|_| asked) else { continue };
        text.extend(letters.get(at..token.start).unwrap_or_default());
        text.push_str(better);
        (at, changed) = (token.end, true);
    }
    text.extend(letters.get(at..).unwrap_or_default());
    changed.then_some(text)
}

/// The known word that is closest to an unknown one, of equally close ones the most used.
pub(crate) fn nearest<'a>(word: &str, known: &'a [Known]) -> Option<&'a str> {
    let bound = if word.chars().count() < 6 { 1 } else { 2 };
    let measured = known.iter().filter_map(|known| {
        let base = tokens(&known.word).into_iter().next()?.word.base;
        Some((distance(word, &base), known))
    });
    let (apart, best) = measured.min_by_key(|(apart, known)| (*apart, Reverse(known.uses)))?;
    (1..=bound).contains(&apart).then_some(best.word.as_str())
}

/// How many letters must be put in, taken out, changed or swapped with their neighbours to make one word the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (mut before, mut last): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=b.len()).collect());
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(&last, j) + usize::from(x != y)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_people_who_mistype() {
        for (a, b, apart) in [("runing", "running", 1), ("recieve", "receive", 1), ("casa", "caza", 1), ("mar", "mar", 0), ("", "ab", 2)] {
            assert_eq!((distance(a, b), distance(b, a)), (apart, apart), "{a} {b}");
        }
    }

    #[test]
    fn only_unknown_words_are_replaced_and_the_rest_stays_as_it_was_typed() {
        let known = |word: &str, uses| Known { word: word.to_owned(), uses };
        let all = [known("canción", 5), known("running", 1), known("cannon", 9)];
        let said = |q: &str| corrected(q, &Question::parse(q), &all);
        assert_eq!(said("Runing -shoes, cancion"), Some("running -shoes, cancion".to_owned()));
        assert_eq!(said("cancoin"), Some("canción".to_owned()));
        assert_eq!(said("cancion"), None);
        assert_eq!(said("xylophone"), None);
    }
}
