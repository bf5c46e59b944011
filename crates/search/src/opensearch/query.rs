//! A question in the words of OpenSearch. Keys are letters and digits only, and all that is compared with them was
//! prepared, so no word is analysed again.

use super::document::{SHOWN, WRITTEN};
use domain::id::UserId;
use domain::search::Kind;
use domain::search::document::fact;
use domain::search::question::Term;
use persistence::search::Search;
use serde_json::{Value, json};
use uuid::Uuid;

/// A query in a falling order, after a place in it.
pub(super) fn ordered(query: &Value, column: &str, after: Option<(i64, Uuid)>, limit: usize) -> Value {
    let mut asked = json!({
        "size": limit, "track_total_hits": false, "_source": SHOWN, "query": query,
        "sort": [{ column: "desc" }, { "id": "desc" }],
    });
    if let (Some((key, id)), Some(asked)) = (after, asked.as_object_mut()) {
        asked.insert("search_after".to_owned(), json!([key, id]));
    }
    asked
}

/// Everything that a document must fulfil. `owner` is the account that the filter names.
pub(super) fn of(search: Search<'_>, owner: Option<UserId>) -> Value {
    let Search { question, kind, filter } = search;
    let mut all: Vec<Value> = question.terms.iter().map(|term| anywhere(kind, term)).collect();
    all.extend(question.phrases.iter().map(|words| phrase(words)));
    all.push(has_fact('k', kind.name()));
    let facts = [('c', &filter.category), ('t', &filter.tag), ('l', &filter.language)];
    all.extend(facts.into_iter().filter_map(|(name, value)| Some(has_fact(name, value.as_deref()?))));
    all.extend(owner.map(|owner| json!({ "term": { "owner": owner.0 } })));
    let bounds = [
        ("duration_ms", "gte", filter.duration_min_ms),
        ("duration_ms", "lte", filter.duration_max_ms),
        ("published_at", "gte", filter.published_after),
        ("published_at", "lt", filter.published_before),
    ];
    all.extend(bounds.into_iter().filter_map(|(field, side, bound)| Some(json!({ "range": { field: { side: bound? } } }))));
    let mut none: Vec<Value> = question.excluded.iter().map(|words| excluded(words)).collect();
    match filter.has_captions {
        Some(true) => all.push(has_fact('s', "")),
        Some(false) => none.push(has_fact('s', "")),
        None => {}
    }
    // Nobody needs to fulfil this: that a document does is told with it.
    let written = json!({ "bool": { "_name": WRITTEN, "filter": question.terms.iter().map(written).collect::<Vec<_>>() } });
    json!({ "bool": { "filter": all, "must_not": none, "should": [written], "minimum_should_match": 0 } })
}

/// The word of a term, wherever it stands. Within quotes its stem is not meant. A beginning of words is only looked for
/// among accounts: too many videos have one.
fn anywhere(kind: Kind, term: &Term) -> Value {
    let mut ways = written_ways(term);
    ways.push(json!({ "terms": { "spoken": term.keys } }));
    if term.open && !term.literal && kind == Kind::User {
        ways.push(json!({ "prefix": { "words": term.word.base } }));
    }
    any(&ways)
}

fn written(term: &Term) -> Value {
    any(&written_ways(term))
}

fn written_ways(term: &Term) -> Vec<Value> {
    let mut ways = vec![json!({ "terms": { "words": term.keys } })];
    if !term.literal {
        ways.push(json!({ "terms": { "stems": term.keys } }));
    }
    ways
}

fn any(ways: &[Value]) -> Value {
    json!({ "bool": { "should": ways, "minimum_should_match": 1 } })
}

fn phrase(words: &[String]) -> Value {
    json!({ "match_phrase": { "words": words.join(" ") } })
}

fn excluded(words: &[String]) -> Value {
    match words {
        [word] => any(&["words", "stems", "spoken"].map(|field| json!({ "term": { field: word } }))),
        _ => phrase(words),
    }
}

fn has_fact(name: char, value: &str) -> Value {
    json!({ "term": { "facts": fact(name, value) } })
}
