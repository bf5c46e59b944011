//! What an index knows of its documents' fields.

use super::{Answer, illegal, refusal};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Words that are longer are cut into such pieces by the whitespace tokenizer, unless it is told otherwise.
const MAX_TOKEN: usize = 255;

/// How a field is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// One term, which may be sorted by if its values are kept by document.
    Keyword { doc_values: bool },
    /// Words in order, cut where they are longer than this.
    Text { max_token: usize },
    /// A number.
    Long,
    /// Kept and not looked at.
    Opaque,
}

/// The mapping of an index.
#[derive(Clone, Debug, Default)]
pub(super) struct Mapping {
    pub(super) fields: BTreeMap<String, Field>,
    /// Whether fields that are not listed are refused; otherwise they are let in.
    pub(super) strict: bool,
    /// Fields that are looked at and not kept.
    excluded: Vec<String>,
}

fn broken(reason: impl Into<String>) -> Answer {
    refusal(400, "mapper_parsing_exception", reason)
}

/// Nothing but these keys.
pub(super) fn known<'a>(value: &'a Value, keys: &[&str]) -> Result<&'a Map<String, Value>, Answer> {
    let object = value.as_object().ok_or_else(|| broken("expected an object"))?;
    match object.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(key) => Err(broken(format!("unknown key [{key}]"))),
        None => Ok(object),
    }
}

impl Mapping {
    /// The mapping in the body by which an index is made.
    pub(super) fn of(body: &Value) -> Result<Self, Answer> {
        let settings = known(&body["settings"], &["index", "analysis"])?;
        if let Some(index) = settings.get("index") {
            known(index, &["gc_deletes"])?;
        }
        let lengths = analyzers(&body["settings"]["analysis"])?;
        let mappings = known(&body["mappings"], &["dynamic", "_source", "properties"])?;
        let excluded = mappings.get("_source").map(|source| known(source, &["excludes"])).transpose()?;
        let mut mapping = Self { strict: mappings.get("dynamic") == Some(&Value::from("strict")), ..Self::default() };
        if let Some(names) = excluded.and_then(|source| source.get("excludes")) {
            mapping.excluded = serde_json::from_value(names.clone()).map_err(|error| broken(error.to_string()))?;
        }
        for (name, field) in mappings.get("properties").and_then(Value::as_object).into_iter().flatten() {
            mapping.fields.insert(name.clone(), Field::of(name, field, &lengths)?);
        }
        Ok(mapping)
    }

    /// Whether a document fits.
    pub(super) fn check(&self, document: &Value) -> Result<(), Answer> {
        let object = document.as_object().ok_or_else(|| broken("failed to parse"))?;
        for (name, value) in object {
            let fits = match self.fields.get(name) {
                _ if value.is_null() => true,
                Some(Field::Long) => value.is_i64(),
                Some(Field::Keyword { .. } | Field::Text { .. }) => texts(value).is_some(),
                Some(Field::Opaque) => value.is_object(),
                None if self.strict => {
                    let reason = format!("mapping set to strict, dynamic introduction of [{name}] within [_doc] is not allowed");
                    return Err(refusal(400, "strict_dynamic_mapping_exception", reason));
                }
                None => true,
            };
            if !fits {
                return Err(broken(format!("failed to parse field [{name}]")));
            }
        }
        Ok(())
    }

    /// The terms of a field of a document.
    pub(super) fn terms(&self, document: &Value, name: &str) -> Vec<String> {
        let values = document.get(name).and_then(texts).unwrap_or_default();
        match self.fields.get(name) {
            Some(Field::Keyword { .. }) => values,
            Some(Field::Text { max_token }) => values.iter().flat_map(|text| tokens(text, *max_token)).collect(),
            _ => Vec::new(),
        }
    }

    /// The parts of a document that were asked for, of those that are kept.
    pub(super) fn kept(&self, document: &Value, wanted: &[String]) -> Value {
        let fields = document.as_object().into_iter().flatten();
        let kept = fields.filter(|(name, _)| !self.excluded.contains(name) && wanted.contains(name));
        Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
    }
}

impl Field {
    fn of(name: &str, field: &Value, lengths: &BTreeMap<String, usize>) -> Result<Self, Answer> {
        let is = |key: &str, other: bool| field.get(key).and_then(Value::as_bool).unwrap_or(other);
        match field["type"].as_str() {
            Some("keyword") => {
                known(field, &["type", "doc_values"])?;
                Ok(Self::Keyword { doc_values: is("doc_values", true) })
            }
            Some("text") => {
                known(field, &["type", "analyzer", "norms"])?;
                let analyzer = field["analyzer"].as_str().unwrap_or_default();
                let length =
                    lengths.get(analyzer).ok_or_else(|| broken(format!("analyzer [{analyzer}] has not been configured in mappings")))?;
                Ok(Self::Text { max_token: *length })
            }
            Some("long") => known(field, &["type"]).map(|_| Self::Long),
            Some("object") if !is("enabled", true) => known(field, &["type", "enabled"]).map(|_| Self::Opaque),
            kind => Err(broken(format!("No handler for type [{}] declared on field [{name}]", kind.unwrap_or_default()))),
        }
    }
}

/// The analyzers by their names: how long a word may be.
fn analyzers(analysis: &Value) -> Result<BTreeMap<String, usize>, Answer> {
    let mut lengths = BTreeMap::from([("whitespace".to_owned(), MAX_TOKEN)]);
    if analysis.is_null() {
        return Ok(lengths);
    }
    known(analysis, &["tokenizer", "analyzer"])?;
    for (name, analyzer) in analysis["analyzer"].as_object().into_iter().flatten() {
        known(analyzer, &["type", "tokenizer"])?;
        let used = analyzer["tokenizer"].as_str().unwrap_or_default();
        let tokenizer = &analysis["tokenizer"][used];
        if tokenizer["type"] != "whitespace" {
            return Err(illegal(format!("Custom Analyzer [{name}] failed to find tokenizer under name [{used}]")));
        }
        known(tokenizer, &["type", "max_token_length"])?;
        let length = tokenizer["max_token_length"].as_u64().and_then(|length| usize::try_from(length).ok());
        lengths.insert(name.clone(), length.unwrap_or(MAX_TOKEN));
    }
    Ok(lengths)
}

/// One text or several.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(all) => all.iter().map(|one| one.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// Words between white space; longer ones in pieces.
pub(super) fn tokens(text: &str, max_token: usize) -> Vec<String> {
    let pieces = text.split_whitespace().flat_map(|word| {
        let letters: Vec<char> = word.chars().collect();
        letters.chunks(max_token).map(|piece| piece.iter().collect()).collect::<Vec<String>>()
    });
    pieces.collect()
}
