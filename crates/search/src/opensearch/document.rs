//! A document as OpenSearch keeps it.

use domain::search::Document;
use integrations::opensearch::Hit;
use persistence::search::Candidate;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What of a document is read back.
pub(super) const SHOWN: [&str; 5] = ["popularity", "likes", "published_at", "duration_ms", "shown"];
/// The name of the part of a query that is fulfilled without what is only said.
pub(super) const WRITTEN: &str = "written";

/// A generation with no documents yet, behind an alias.
///
/// Words are only parted at spaces; no word of ours is as long as the bound. What is searched is not kept, since it is
/// made anew from the database; what is shown is kept and not looked at. The version of a deleted document is
/// remembered for longer than any write may take.
pub(super) fn index(alias: &str) -> Value {
    let keys = json!({ "type": "keyword", "doc_values": false });
    let number = json!({ "type": "long" });
    json!({
        "settings": {
            "index": { "gc_deletes": "10m" },
            "analysis": {
                "tokenizer": { "prepared": { "type": "whitespace", "max_token_length": 8000 } },
                "analyzer": { "prepared": { "type": "custom", "tokenizer": "prepared" } },
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_source": { "excludes": ["words", "stems", "spoken", "facts"] },
            "properties": {
                "id": { "type": "keyword" },
                "words": { "type": "text", "analyzer": "prepared", "norms": false },
                "stems": keys, "spoken": keys, "facts": keys, "owner": keys,
                "popularity": number, "likes": number, "published_at": number, "duration_ms": number,
                "shown": { "type": "object", "enabled": false },
            },
        },
        "aliases": { alias: {} },
    })
}

/// A document to be written.
pub(super) fn written(document: &Document) -> Value {
    let prepared = document.prepare();
    let stems: BTreeSet<&String> = prepared.stems.iter().map(|(_, stem)| stem).collect();
    json!({
        "id": document.id, "owner": document.owner,
        "words": prepared.text.join(" "), "stems": stems, "spoken": prepared.spoken, "facts": prepared.facts,
        "popularity": document.popularity, "likes": document.likes,
        "published_at": document.published_at.millis(), "duration_ms": document.duration_ms,
        "shown": {
            "head": prepared.head, "tags": document.tags, "category": document.category, "language": document.language,
            "is_spoken": !document.captions.is_empty(),
        },
    })
}

#[derive(Deserialize)]
struct Source {
    popularity: i64,
    likes: i64,
    published_at: i64,
    duration_ms: Option<i64>,
    shown: Shown,
}

#[derive(Deserialize)]
struct Shown {
    head: String,
    tags: Vec<String>,
    category: Option<String>,
    language: Option<String>,
    is_spoken: bool,
}

/// A document that was found.
pub(super) fn candidate(hit: Hit) -> Result<Candidate, Box<dyn std::error::Error>> {
    let Source { popularity, likes, published_at, duration_ms, shown } = serde_json::from_value(hit.source)?;
    Ok(Candidate {
        id: Uuid::parse_str(&hit.id)?,
        popularity,
        likes,
        published_at,
        duration_ms,
        category: shown.category,
        language: shown.language,
        tags: shown.tags.join("\n"),
        head: shown.head,
        written: !shown.is_spoken || hit.matched_queries.iter().any(|name| name == WRITTEN),
    })
}
