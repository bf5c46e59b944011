//! `POST /{index}/_search`.

use super::mapping::{Field, Mapping};
use super::query::Query;
use super::store::Store;
use super::{Answer, illegal, refusal};
use serde_json::{Value, json};
use std::cmp::{Ordering, Reverse};

/// More results than this in one answer are refused.
const MAX_RESULTS: u64 = 10_000;

/// A value by which results are sorted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i64),
    Text(String),
}

pub(super) fn run(store: &Store, name: &str, body: &Value) -> Result<Value, Answer> {
    let keys = ["size", "track_total_hits", "_source", "query", "sort", "search_after"];
    let body = body.as_object().ok_or_else(|| refusal(400, "parsing_exception", "expected START_OBJECT"))?;
    if let Some(key) = body.keys().find(|key| !keys.contains(&key.as_str())) {
        return Err(refusal(400, "parsing_exception", format!("Unknown key for a VALUE in [{key}].")));
    }
    let size = body.get("size").and_then(Value::as_u64).unwrap_or(10);
    if size > MAX_RESULTS {
        return Err(illegal(format!(
            "Result window is too large, from + size must be less than or equal to: [{MAX_RESULTS}] but was [{size}]"
        )));
    }
    let query = Query::of(body.get("query").unwrap_or(&Value::Null))?;
    let order = fields(body.get("sort"))?;
    let wanted: Vec<String> = body.get("_source").cloned().and_then(|names| serde_json::from_value(names).ok()).unwrap_or_default();
    let mut found = Vec::new();
    for (index, kept) in store.searched(name)? {
        let kinds = order.iter().map(|field| sortable(&kept.mapping, field)).collect::<Result<Vec<_>, _>>()?;
        let after = body.get("search_after").map(|after| place(after, &kinds)).transpose()?;
        for (id, document) in &kept.seen {
            let source = document.source.as_ref().filter(|source| query.finds(&kept.mapping, source));
            let Some(source) = source else { continue };
            let place: Vec<Key> = order.iter().map(|field| key(&source[field])).collect();
            if after.as_ref().is_none_or(|after| place.cmp(after) == Ordering::Less) {
                let hit = json!({
                    "_index": index, "_id": id, "_score": null, "_source": kept.mapping.kept(source, &wanted),
                    "matched_queries": query.names(&kept.mapping, source),
                });
                found.push((place, hit));
            }
        }
    }
    found.sort_by_key(|(place, _)| Reverse(place.clone()));
    let hits: Vec<Value> = found.into_iter().map(|(_, hit)| hit).take(usize::try_from(size).unwrap_or(usize::MAX)).collect();
    Ok(json!({ "took": 1, "timed_out": false, "_shards": { "total": 1, "successful": 1, "failed": 0 }, "hits": { "hits": hits } }))
}

/// The fields to sort by, all of them falling.
fn fields(sort: Option<&Value>) -> Result<Vec<String>, Answer> {
    let clauses = sort.and_then(Value::as_array).into_iter().flatten().flat_map(|clause| clause.as_object().into_iter().flatten());
    let fields =
        clauses.map(
            |(field, order)| {
                if order == "desc" { Ok(field.clone()) } else { Err(illegal(format!("no enum constant for sort order [{order}]"))) }
            },
        );
    fields.collect()
}

/// Whether a field is a number, if it can be sorted by at all.
fn sortable(mapping: &Mapping, field: &str) -> Result<bool, Answer> {
    match mapping.fields.get(field) {
        Some(Field::Long) => Ok(true),
        Some(Field::Keyword { doc_values: true }) => Ok(false),
        Some(_) => Err(illegal(format!("Can't load fielddata on [{field}] because fielddata is unsupported on fields of this type"))),
        None => Err(refusal(400, "query_shard_exception", format!("No mapping found for [{field}] in order to sort on"))),
    }
}

fn place(after: &Value, kinds: &[bool]) -> Result<Vec<Key>, Answer> {
    let values = after.as_array().ok_or_else(|| illegal("Values cannot be null"))?;
    if values.len() != kinds.len() {
        return Err(illegal(format!("search_after has {} value(s) but sort has {}.", values.len(), kinds.len())));
    }
    let fits = values.iter().zip(kinds).all(|(value, is_number)| if *is_number { value.is_i64() } else { value.is_string() });
    if fits { Ok(values.iter().map(key).collect()) } else { Err(illegal("Failed to parse search_after value")) }
}

fn key(value: &Value) -> Key {
    match value {
        Value::String(text) => Key::Text(text.clone()),
        other => Key::Number(other.as_i64().unwrap_or(i64::MIN)),
    }
}
