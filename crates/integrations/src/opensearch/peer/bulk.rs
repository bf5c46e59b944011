//! `POST /{index}/_bulk`.

use super::http::Request;
use super::store::{Document, Store};
use super::{Answer, illegal, refusal};
use serde_json::{Value, json};

/// Does all writes, each by itself. The next `busy` of them are too many.
pub(super) fn run(store: &mut Store, busy: &mut usize, name: &str, request: &Request) -> Result<Value, Answer> {
    request.only(&["require_alias"])?;
    request.typed(&["application/x-ndjson", "application/json"])?;
    let require_alias = request.parameters.get("require_alias").is_some_and(|value| value == "true");
    let text = std::str::from_utf8(&request.body).map_err(|_| refusal(400, "json_parse_exception", "Invalid UTF-8"))?;
    if text.is_empty() {
        return Err(refusal(400, "parse_exception", "request body is required"));
    }
    let text = text.strip_suffix('\n').ok_or_else(|| illegal("The bulk request must be terminated by a newline [\\n]"))?;
    let writes = writes(text)?;
    let mut items = Vec::new();
    for Action { kind, id, version, document } in writes {
        let done = if *busy > 0 {
            *busy -= 1;
            Err(refusal(429, "es_rejected_execution_exception", "rejected execution of primary operation"))
        } else {
            write(store, (name, require_alias), &id, version, document)
        };
        let item = match done {
            Ok((status, result)) => json!({ "_index": name, "_id": id, "_version": version, "status": status, "result": result }),
            Err((status, told)) => json!({ "_index": name, "_id": id, "status": status, "error": told["error"] }),
        };
        items.push(json!({ kind: item }));
    }
    let errors = items.iter().any(|item| item.as_object().into_iter().flatten().any(|(_, item)| item.get("error").is_some()));
    Ok(json!({ "took": 1, "errors": errors, "items": items }))
}

struct Action {
    kind: String,
    id: String,
    version: i64,
    document: Option<Value>,
}

fn writes(text: &str) -> Result<Vec<Action>, Answer> {
    let mut lines = text.split('\n').enumerate();
    let mut found = Vec::new();
    while let Some((at, line)) = lines.next() {
        let malformed = || illegal(format!("Malformed action/metadata line [{}]", at + 1));
        let action: Value = serde_json::from_str(line).map_err(|_| malformed())?;
        let action = action.as_object().filter(|object| object.len() == 1).ok_or_else(malformed)?;
        let (kind, about) = action.iter().next().ok_or_else(malformed)?;
        if !matches!(kind.as_str(), "index" | "delete") {
            return Err(malformed());
        }
        let about = about.as_object().ok_or_else(malformed)?;
        if let Some(key) = about.keys().find(|key| !["_id", "version", "version_type"].contains(&key.as_str())) {
            return Err(illegal(format!("Action/metadata line [{}] contains an unknown parameter [{key}]", at + 1)));
        }
        let id = about.get("_id").and_then(Value::as_str).filter(|id| !id.is_empty() && id.len() <= 512).ok_or_else(malformed)?;
        let version = about.get("version").and_then(Value::as_i64).filter(|version| *version >= 0);
        let external = about.get("version_type").is_some_and(|kind| kind == "external");
        let version = version.filter(|_| external).ok_or_else(|| illegal("illegal version value for version type [EXTERNAL]"))?;
        let document = if kind == "index" {
            let (_, line) = lines.next().ok_or_else(|| illegal("Validation Failed: source is missing"))?;
            Some(serde_json::from_str(line).map_err(|error| refusal(400, "json_parse_exception", error.to_string()))?)
        } else {
            None
        };
        found.push(Action { kind: kind.clone(), id: id.to_owned(), version, document });
    }
    Ok(found)
}

fn write(
    store: &mut Store,
    (name, require_alias): (&str, bool),
    id: &str,
    version: i64,
    document: Option<Value>,
) -> Result<(u16, &'static str), Answer> {
    let index = store.written(name, require_alias)?;
    if let Some(document) = &document {
        index.mapping.check(document)?;
    }
    index.admits(id, version)?;
    let was_there = index.documents.get(id).is_some_and(|known| known.source.is_some());
    let told = match (&document, was_there) {
        (Some(_), true) => (200, "updated"),
        (Some(_), false) => (201, "created"),
        (None, true) => (200, "deleted"),
        (None, false) => (404, "not_found"),
    };
    index.documents.insert(id.to_owned(), Document { version, source: document });
    Ok(told)
}
