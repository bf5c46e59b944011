//! The kinds of queries that are asked, and what they find. Whatever isn't known is refused.

use super::mapping::{Field, Mapping, tokens};
use super::{Answer, refusal};
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// A query that was understood.
#[derive(Debug)]
pub(super) struct Query {
    name: Option<String>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Bool { all: Vec<Query>, any: Vec<Query>, none: Vec<Query>, at_least: usize },
    Terms { field: String, wanted: Vec<String> },
    Prefix { field: String, start: String },
    Phrase { field: String, words: String },
    Range { field: String, bounds: Vec<(String, i64)> },
}

fn unparsed(reason: impl Into<String>) -> Answer {
    refusal(400, "parsing_exception", reason)
}

fn text(value: &Value) -> Result<String, Answer> {
    value.as_str().map(str::to_owned).ok_or_else(|| unparsed("expected a string"))
}

/// The only member of an object.
fn only(value: &Value) -> Result<(&String, &Value), Answer> {
    let mut members = value.as_object().ok_or_else(|| unparsed("expected START_OBJECT"))?.iter();
    match (members.next(), members.next()) {
        (Some(member), None) => Ok(member),
        _ => Err(unparsed("expected one field name")),
    }
}

impl Query {
    pub(super) fn of(value: &Value) -> Result<Self, Answer> {
        let (kind, body) = only(value)?;
        if kind == "bool" {
            return Self::of_bool(body.as_object().ok_or_else(|| unparsed("[bool] query malformed"))?);
        }
        let (field, body) = only(body)?;
        let field = field.clone();
        let kind = match kind.as_str() {
            "term" => Kind::Terms { field, wanted: vec![text(body)?] },
            "terms" => {
                let wanted = body.as_array().ok_or_else(|| unparsed("[terms] query requires an array of terms"))?;
                Kind::Terms { field, wanted: wanted.iter().map(text).collect::<Result<_, _>>()? }
            }
            "prefix" => Kind::Prefix { field, start: text(body)? },
            "match_phrase" => Kind::Phrase { field, words: text(body)? },
            "range" => {
                let bounds = body.as_object().into_iter().flatten().map(|(name, bound)| {
                    let known = ["gte", "gt", "lte", "lt"].contains(&name.as_str());
                    let bound =
                        bound.as_i64().filter(|_| known).ok_or_else(|| unparsed(format!("[range] query does not support [{name}]")))?;
                    Ok((name.clone(), bound))
                });
                Kind::Range { field, bounds: bounds.collect::<Result<_, Answer>>()? }
            }
            other => return Err(unparsed(format!("unknown query [{other}]"))),
        };
        Ok(Self { name: None, kind })
    }

    fn of_bool(body: &Map<String, Value>) -> Result<Self, Answer> {
        let (mut all, mut any, mut none, mut name, mut at_least) = (Vec::new(), Vec::new(), Vec::new(), None, None);
        for (key, value) in body {
            let clauses = || match value {
                Value::Array(clauses) => clauses.iter().map(Self::of).collect::<Result<Vec<_>, _>>(),
                clause => Ok(vec![Self::of(clause)?]),
            };
            match key.as_str() {
                "filter" | "must" => all.extend(clauses()?),
                "should" => any = clauses()?,
                "must_not" => none = clauses()?,
                "_name" => name = Some(text(value)?),
                "minimum_should_match" => at_least = value.as_u64().and_then(|count| usize::try_from(count).ok()),
                other => return Err(unparsed(format!("[bool] query does not support [{other}]"))),
            }
        }
        // One of the optional clauses must hold where nothing else has to.
        let at_least = at_least.unwrap_or(usize::from(all.is_empty() && !any.is_empty()));
        Ok(Self { name, kind: Kind::Bool { all, any, none, at_least } })
    }

    pub(super) fn finds(&self, mapping: &Mapping, document: &Value) -> bool {
        match &self.kind {
            Kind::Bool { all, any, none, at_least } => {
                let holds = |query: &Self| query.finds(mapping, document);
                all.iter().all(holds) && !none.iter().any(holds) && any.iter().filter(|query| holds(query)).count() >= *at_least
            }
            Kind::Terms { field, wanted } => mapping.terms(document, field).iter().any(|term| wanted.contains(term)),
            Kind::Prefix { field, start } => mapping.terms(document, field).iter().any(|term| term.starts_with(start)),
            Kind::Phrase { field, words } => {
                let Some(Field::Text { max_token }) = mapping.fields.get(field) else { return false };
                let wanted = tokens(words, *max_token);
                !wanted.is_empty() && mapping.terms(document, field).windows(wanted.len()).any(|place| *place == *wanted)
            }
            Kind::Range { field, bounds } => {
                let is_number = mapping.fields.get(field) == Some(&Field::Long);
                let value = document.get(field).and_then(Value::as_i64).filter(|_| is_number);
                value.is_some_and(|value| {
                    bounds.iter().all(|(name, bound)| match value.cmp(bound) {
                        Ordering::Less => name.starts_with('l'),
                        Ordering::Equal => name.ends_with('e'),
                        Ordering::Greater => name.starts_with('g'),
                    })
                })
            }
        }
    }

    /// The names of the parts that a document fulfils.
    pub(super) fn names(&self, mapping: &Mapping, document: &Value) -> Vec<String> {
        let mut names: Vec<String> = self.name.iter().filter(|_| self.finds(mapping, document)).cloned().collect();
        if let Kind::Bool { all, any, .. } = &self.kind {
            names.extend(all.iter().chain(any).flat_map(|query| query.names(mapping, document)));
        }
        names
    }
}
