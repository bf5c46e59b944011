//! The words of titles and tags: how they go on, and what was meant by who mistyped.
//!
//! Each word is also kept under all spellings that lack one letter of it. A word that differs from it by a letter
//! too many, too few, another one or two in the wrong order shares one of those, so it is found by look-ups alone.

use super::{places, run, statement};
use crate::db::sealed::Connected;
use crate::db::{Read, WriteTx};
use crate::error::Result;
use domain::search::analysis::tokens;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Shorter words resemble too many others, longer ones are no words.
const SPELT: std::ops::RangeInclusive<usize> = 4..=24;
/// Rows that one statement writes.
const CHUNK: usize = 500;

/// A word that stands in titles or tags.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Known {
    /// The word as it is spelt there.
    pub word: String,
    /// In how many.
    pub uses: i64,
}

/// The word without marks: who mistypes leaves them out too.
fn base(word: &str) -> String {
    tokens(word).into_iter().next().map(|token| token.word.base).unwrap_or_default()
}

/// The spellings that lack one letter, and the word itself.
fn variants(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    if !SPELT.contains(&letters.len()) {
        return BTreeSet::new();
    }
    let without = |gap: usize| letters.iter().enumerate().filter(|(at, _)| *at != gap).map(|(_, c)| *c).collect();
    (0..letters.len()).map(without).chain([word.to_owned()]).collect()
}

/// Counts uses up and down. Rows are locked in the order of the words.
pub(super) async fn add(tx: &WriteTx, uses: &BTreeMap<String, i64>) -> Result<()> {
    let changed: Vec<(&String, &i64)> = uses.iter().filter(|(_, by)| **by != 0).collect();
    for chunk in changed.chunks(CHUNK) {
        let (mut rows, mut values) = (Vec::new(), Vec::<Value>::new());
        for (word, by) in chunk {
            rows.push(format!("({})", places(values.len(), 5)));
            let base = base(word);
            let lead = |letters| base.chars().take(letters).collect::<String>();
            values.extend([word.as_str().into(), lead(1).into(), lead(2).into(), base.into(), (**by).into()]);
        }
        let sql = format!(
            r#"INSERT INTO "search_word" (word, initial, lead, base, uses) VALUES {}
            ON CONFLICT (word) DO UPDATE SET uses = "search_word".uses + excluded.uses RETURNING word, uses"#,
            rows.join(", ")
        );
        let written = tx.conn().query_all_raw(statement(tx.conn(), &sql, values)).await?;
        let known = written.iter().map(|row| Known::from_query_result(row, "")).collect::<std::result::Result<Vec<_>, _>>()?;
        // A word that was counted up from nothing is new.
        let new: Vec<&str> = known.iter().filter(|k| uses.get(&k.word) == Some(&k.uses)).map(|k| k.word.as_str()).collect();
        spell(tx, &new).await?;
    }
    if changed.iter().any(|(_, by)| **by < 0) {
        run(tx.conn(), r#"DELETE FROM "search_word" WHERE uses <= 0"#, Vec::new()).await?;
    }
    Ok(())
}

async fn spell(tx: &WriteTx, words: &[&str]) -> Result<()> {
    let rows: Vec<(String, &str)> =
        words.iter().flat_map(|word| variants(&base(word)).into_iter().map(|variant| (variant, *word))).collect();
    for chunk in rows.chunks(CHUNK) {
        let names: Vec<String> = (0..chunk.len()).map(|n| format!("({})", places(n * 2, 2))).collect();
        let values = chunk.iter().flat_map(|(variant, word)| [Value::from(variant.as_str()), Value::from(*word)]).collect();
        let sql = format!(r#"INSERT INTO "search_spelling" (variant, word) VALUES {} ON CONFLICT DO NOTHING"#, names.join(", "));
        run(tx.conn(), &sql, values).await?;
    }
    Ok(())
}

/// Up to `limit` words that begin like this, marks apart, the most used first.
///
/// # Errors
/// If the database fails. One query by an index.
pub async fn complete(db: &impl Read, start: &str, limit: i64) -> Result<Vec<Known>> {
    let lead: String = start.chars().take(2).collect();
    let column = if lead.chars().count() < 2 { "initial" } else { "lead" };
    let sql = format!(
        r#"SELECT word, uses FROM "search_word" WHERE {column} = $1 AND base >= $2 AND base < $3 AND uses > 0 ORDER BY uses DESC, word LIMIT $4"#
    );
    // No word goes on with a character that is none.
    let values = vec![lead.into(), start.into(), format!("{start}\u{10FFFF}").into(), limit.into()];
    read(db, &sql, values).await
}

/// Known words that may have been meant by these, which have no marks, the most used first; whether they are close enough is for who
/// asks. Nothing for words that are too short.
///
/// # Errors
/// If the database fails. One query by indexes.
pub async fn resembling(db: &impl Read, words: &[&str]) -> Result<Vec<Known>> {
    let variants: BTreeSet<String> = words.iter().flat_map(|word| variants(word)).collect();
    if variants.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        r#"SELECT DISTINCT w.word, w.uses FROM "search_spelling" s JOIN "search_word" w ON w.word = s.word
        WHERE s.variant IN ({}) AND w.uses > 0 ORDER BY w.uses DESC, w.word LIMIT 200"#,
        places(0, variants.len())
    );
    read(db, &sql, variants.into_iter().map(Value::from).collect()).await
}

async fn read(db: &impl Read, sql: &str, values: Vec<Value>) -> Result<Vec<Known>> {
    let rows = db.conn().query_all_raw(statement(db.conn(), sql, values)).await?;
    Ok(rows.iter().map(|row| Known::from_query_result(row, "")).collect::<std::result::Result<_, _>>()?)
}
