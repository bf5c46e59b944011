//! The three values that a member of a JSON merge patch (RFC 7396) can have.

use serde::{Deserialize, Deserializer};

/// A member of a merge patch: absent (keep), `null` (clear) or a value (set).
/// Fields of this type carry `#[serde(default)]`, and `#[schema(value_type = Option<..>)]`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Patch<T> {
    /// The member is absent: leave the field as it is.
    #[default]
    Keep,
    /// The member is `null`: clear the field.
    Clear,
    /// The member has a value: set the field.
    Set(T),
}

impl<T> Patch<T> {
    /// Applies the patch to a field that can be empty.
    pub fn apply_to(self, field: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = None,
            Self::Set(value) => *field = Some(value),
        }
    }

    /// The same patch with another form of its value.
    pub fn map<U>(self, form: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(form(value)),
        }
    }

    /// The new value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}

/// For members that can be left out and not cleared: `null` is refused.
pub(crate) fn not_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Body {
        #[serde(default)]
        name: Patch<String>,
    }

    fn patch(json: &str) -> Patch<String> {
        serde_json::from_str::<Body>(json).unwrap().name
    }

    #[test]
    fn absent_null_and_value_differ() {
        assert_eq!(patch("{}"), Patch::Keep);
        assert_eq!(patch(r#"{"name":null}"#), Patch::Clear);
        assert_eq!(patch(r#"{"name":"x"}"#), Patch::Set("x".to_owned()));
    }
}
