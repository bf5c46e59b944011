//! serde's errors as broken rules of fields.

use domain::rule::JsonType;
use domain::{FieldError, Rule};
use serde_path_to_error::{Path, Segment};

/// What serde refused, and where.
pub(super) struct SerdeFault {
    /// The keys and indexes that lead to the place.
    pub place: Vec<String>,
    /// The rule that is broken.
    pub rule: Rule,
}

impl SerdeFault {
    /// Reads the text of the error: serde has no other form. Values are never taken over, since some are passwords.
    pub(super) fn new(path: &Path, message: &str) -> Self {
        let mut place: Vec<String> = path.iter().filter_map(segment).collect();
        let name = message.split('`').nth(1).unwrap_or_default();
        if let Some(rule) = decoded(message) {
            return Self { place, rule };
        }
        let rule = if message.starts_with("unknown field") {
            if place.last().is_none_or(|last| last != name) {
                place.push(name.to_owned());
            }
            Rule::KnownField
        } else if message.starts_with("missing field") {
            place.push(name.to_owned());
            Rule::Required
        } else if let Some((_, choices)) = message.split_once("expected ").filter(|_| message.starts_with("unknown variant")) {
            Rule::OneOf { choices: choices.split('`').skip(1).step_by(2).map(str::to_owned).collect() }
        } else if let Some((found, expected)) = message.strip_prefix("invalid type: ").and_then(|m| m.rsplit_once(", expected ")) {
            Rule::Type { expected: json_type(expected), found: json_type(found) }
        } else {
            Rule::Readable
        };
        Self { place, rule }
    }

    /// As a broken rule at a JSON pointer.
    pub(super) fn into_field(self) -> FieldError {
        self.rule.at(&pointer_of(&self.place))
    }
}

/// A rule that our own deserializers wrote as their message. `serde_json` adds a line and a column to it.
fn decoded(message: &str) -> Option<Rule> {
    let end = message.rfind('}')?;
    Rule::decode(message.get(..=end)?)
}

/// serde's name of a type; a found value may stand behind it.
fn json_type(text: &str) -> JsonType {
    let first = text.trim_start_matches("a ").trim_start_matches("an ").split([' ', ',']).next().unwrap_or_default();
    match first {
        "string" | "borrowed" | "str" | "character" => JsonType::String,
        "integer" | "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" => JsonType::Integer,
        "floating" | "number" | "f32" | "f64" => JsonType::Number,
        "boolean" => JsonType::Boolean,
        "sequence" | "array" | "tuple" => JsonType::Array,
        "map" | "struct" | "internally" | "adjacently" => JsonType::Object,
        "null" | "unit" | "Option" => JsonType::Null,
        _ => JsonType::Other,
    }
}

fn segment(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}

/// The JSON pointer (RFC 6901) of keys and indexes.
pub(super) fn pointer_of(place: &[String]) -> String {
    place.iter().fold(String::new(), |pointer, part| pointer + "/" + &part.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_never_repeated() {
        let error = serde_path_to_error::deserialize::<_, u64>(serde_json::json!("hunter2")).unwrap_err();
        let fault = SerdeFault::new(error.path(), &error.inner().to_string());
        assert_eq!(fault.rule, Rule::Type { expected: JsonType::Integer, found: JsonType::String });
    }
}
