//! serde's complaints as faults of fields.

use domain::FieldError;
use serde_path_to_error::{Path, Segment};

/// What serde did not like, and where.
pub(super) struct SerdeFault {
    /// The keys and indexes that lead to the place.
    pub place: Vec<String>,
    /// Stable code.
    pub code: &'static str,
    /// For a person.
    pub detail: String,
}

impl SerdeFault {
    /// Reads the text of the error: serde has no other form.
    pub(super) fn new(path: &Path, message: &str) -> Self {
        let mut place: Vec<String> = path.iter().filter_map(segment).collect();
        let name = message.split('`').nth(1).unwrap_or_default();
        let (code, detail) = if message.starts_with("unknown field") {
            if place.last().is_none_or(|last| last != name) {
                place.push(name.to_owned());
            }
            ("unknown-field", "unknown field".to_owned())
        } else if message.starts_with("missing field") {
            place.push(name.to_owned());
            ("required", "is missing".to_owned())
        } else if let Some(choices) = message.split_once("expected ").filter(|_| message.starts_with("unknown variant")) {
            ("unknown-value", format!("must be {}", choices.1.replace('`', "")))
        } else if let Some((what, wanted)) = message.strip_prefix("invalid type: ").and_then(|m| m.split_once(", expected ")) {
            ("wrong-type", format!("must be {wanted}, not {}", without_value(what)))
        } else {
            ("invalid-value", message.to_owned())
        };
        Self { place, code, detail }
    }

    /// As a fault at a JSON pointer.
    pub(super) fn into_field(self) -> FieldError {
        FieldError::at(&pointer_of(&self.place), self.code, self.detail)
    }
}

/// `string "hunter2"` as `string`: values are not repeated, some are passwords.
fn without_value(what: &str) -> &str {
    what.split(['"', '`']).next().unwrap_or(what).trim()
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
        assert_eq!((fault.code, fault.detail.as_str()), ("wrong-type", "must be u64, not string"));
    }
}
