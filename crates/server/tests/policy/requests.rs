//! Requests that handlers understand, made from the OpenAPI document: so it is who asks that decides.

use actix_web::http::Method;
use serde_json::{Map, Value, json};
use std::fmt;
use std::sync::LazyLock;

/// An operation with a request for it. What its address names does not exist.
pub(crate) struct Operation {
    pub(crate) method: Method,
    /// As in the document.
    pub(crate) path: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// A client that goes where it is sent and no further.
pub(crate) fn client() -> &'static reqwest::Client {
    static CLIENT: LazyLock<reqwest::Client> =
        LazyLock::new(|| reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap());
    &CLIENT
}

/// Every operation of the document.
pub(crate) fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().unwrap().iter();
    let each = |(path, item): (&String, &Value)| {
        let operations: Vec<_> =
            item.as_object().unwrap().iter().map(|(method, operation)| made(document, path, method, operation)).collect();
        operations
    };
    paths.flat_map(each).collect()
}

fn made(document: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let parameters: Vec<&Value> = operation["parameters"].as_array().into_iter().flatten().collect();
    let of = |place: &str| -> Vec<(String, String)> {
        let wanted = parameters.iter().filter(|p| p["in"] == place && p["required"] == true);
        wanted.map(|p| (p["name"].as_str().unwrap().to_owned(), text(&sample(document, &p["schema"])))).collect()
    };
    let url = of("path").iter().fold(path.to_owned(), |url, (name, value)| url.replace(&format!("{{{name}}}"), value));
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(of("query")).finish();
    let (kind, body) = body(document, operation);
    let mut headers = of("header");
    headers.extend(kind.map(|kind| ("content-type".to_owned(), kind)));
    if path.starts_with("/api/upload") {
        // The protocol is spoken before anybody is asked who he is.
        headers.retain(|(name, _)| !["Tus-Resumable", "Upload-Length"].contains(&name.as_str()));
        headers.extend([("tus-resumable".to_owned(), "1.0.0".to_owned()), ("upload-length".to_owned(), "1".to_owned())]);
    }
    let url = if query.is_empty() { url } else { format!("{url}?{query}") };
    Operation { method: method.to_uppercase().parse().unwrap(), path: path.to_owned(), url, headers, body }
}

/// The content type and the bytes of a good body.
fn body(document: &Value, operation: &Value) -> (Option<String>, Vec<u8>) {
    let Some(content) = operation["requestBody"]["content"].as_object() else { return (None, Vec::new()) };
    let json = content.iter().find(|(kind, _)| kind.ends_with("json"));
    if let Some((kind, media)) = json {
        let value = media.get("example").cloned().unwrap_or_else(|| sample(document, &media["schema"]));
        return (Some(kind.clone()), serde_json::to_vec(&value).unwrap());
    }
    match content.keys().next() {
        Some(kind) if kind.starts_with("multipart/") => (Some(format!("{kind}; boundary=x")), b"--x--\r\n".to_vec()),
        kind => (kind.cloned(), b"x".to_vec()),
    }
}

/// A value that the schema allows: its example, or the least that it asks for.
fn sample(document: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        return sample(document, &document["components"]["schemas"][name.rsplit('/').next().unwrap()]);
    }
    let given = [&schema["example"], &schema["examples"][0], &schema["default"], &schema["const"], &schema["enum"][0]];
    if let Some(value) = given.into_iter().find(|value| !value.is_null()) {
        return value.clone();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let members = parts.iter().flat_map(|part| sample(document, part).as_object().cloned().unwrap_or_default());
        return Value::Object(members.collect());
    }
    if let Some(choice) = ["oneOf", "anyOf"].iter().find_map(|kind| schema[*kind].as_array()) {
        return choice.iter().find(|schema| schema["type"] != "null").map_or(Value::Null, |schema| sample(document, schema));
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| **kind != "null").cloned().unwrap_or_default(),
        kind => kind.clone(),
    };
    match kind.as_str().unwrap_or_default() {
        "object" => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            Value::Object(required.map(|name| (name.to_owned(), sample(document, &schema["properties"][name]))).collect::<Map<_, _>>())
        }
        "array" if schema["minItems"].as_u64().unwrap_or(0) > 0 => json!([sample(document, &schema["items"])]),
        "array" => json!([]),
        "integer" | "number" => json!(schema["minimum"].as_i64().unwrap_or(1)),
        "boolean" => json!(false),
        _ => json!(word(schema["format"].as_str().unwrap_or_default(), schema["minLength"].as_u64().unwrap_or(1))),
    }
}

fn word(format: &str, least: u64) -> String {
    match format {
        "uuid" => "0199c8a1-7c3e-7b02-9d1f-5f3a2b1c0d4e".to_owned(),
        "email" => "nobody@example.org".to_owned(),
        "date-time" => "2099-01-31T09:30:00.000Z".to_owned(),
        _ => "x".repeat(usize::try_from(least).unwrap().max(1)),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}
