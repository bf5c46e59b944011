//! API keys: what lets a program act for an account, with only the scopes that its owner granted.

use crate::access::{Scope, Scopes};
use crate::id::{ApiKeyId, UserId};
use crate::text;
use crate::time::Timestamp;
use garde::Validate;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

/// The most keys that an account can have: enough for every program, few enough to look through.
pub const MAX_KEYS: u64 = 50;

const MAX_NAME: usize = 60;
const MAX_DAYS: u32 = 3650;

/// A key as it is known after it was shown: by its name and its first letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Its identifier.
    pub id: ApiKeyId,
    /// For whom it acts.
    pub user_id: UserId,
    /// What its owner calls it.
    pub name: String,
    /// How the key begins, so that its owner knows it again.
    pub hint: String,
    /// What it may do, as far as its owner may.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused.
    pub expires_at: Option<Timestamp>,
    /// When it was used last, to the minute.
    pub last_used_at: Option<Timestamp>,
}

impl ApiKey {
    /// A new key.
    pub fn new(id: ApiKeyId, user_id: UserId, hint: String, command: &CreateApiKey, now: Timestamp) -> Self {
        let lifetime = command.expires_in_days.map(|days| Duration::from_hours(24 * u64::from(days)));
        Self {
            id,
            user_id,
            name: text::normal(&command.name),
            hint,
            scopes: command.scopes.iter().copied().collect(),
            created_at: now,
            expires_at: lifetime.map(|lifetime| now.plus(lifetime)),
            last_used_at: None,
        }
    }
}

/// A new API key.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Nightly import", "scopes": ["videos:write", "uploads:write"], "expires_in_days": 90 }))]
pub struct CreateApiKey {
    /// What it is for, 1 to 60 characters.
    #[garde(custom(text::line(MAX_NAME)))]
    #[schema(min_length = 1, max_length = 60)]
    pub name: String,
    /// What it may do; never more than its owner's role allows.
    #[garde(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub scopes: Vec<Scope>,
    /// After how many days it is refused; never if absent.
    #[serde(default)]
    #[garde(inner(range(min = 1, max = MAX_DAYS)))]
    #[schema(minimum = 1, maximum = 3650)]
    pub expires_in_days: Option<u32>,
}

/// A key as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ApiKeyView {
    /// Its identifier.
    pub id: ApiKeyId,
    /// What its owner calls it.
    #[schema(example = "Nightly import")]
    pub name: String,
    /// How the key begins.
    #[schema(example = "clq_3fQx")]
    pub hint: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused; `null` for never.
    pub expires_at: Option<Timestamp>,
    /// When it was used last, to the minute; `null` if it never was.
    pub last_used_at: Option<Timestamp>,
}

impl From<&ApiKey> for ApiKeyView {
    fn from(key: &ApiKey) -> Self {
        Self {
            id: key.id,
            name: key.name.clone(),
            hint: key.hint.clone(),
            scopes: key.scopes.iter().collect(),
            created_at: key.created_at,
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
        }
    }
}

/// The answer to making a key: the only time that it is shown.
#[derive(Clone, Serialize, ToSchema)]
pub struct CreatedApiKey {
    /// The key itself. Keep it: it cannot be shown again.
    #[schema(example = "clq_3fQxVb0cZ2m1u5YtHq8kJr4nLw7sPd9aEg6iTx2o")]
    pub key: String,
    /// What is known of it from now on.
    #[serde(flatten)]
    pub view: ApiKeyView,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn command(form: &str) -> Result<CreateApiKey, String> {
        let command: CreateApiKey = serde_json::from_str(form).map_err(|error| error.to_string())?;
        command.validate().map_err(|report| report.to_string())?;
        Ok(command)
    }

    #[test]
    fn a_key_without_scopes_with_unknown_ones_or_of_no_age_is_refused() {
        for form in [
            r#"{ "name": "x", "scopes": [] }"#,
            r#"{ "name": "x", "scopes": ["root"] }"#,
            r#"{ "name": "", "scopes": ["admin"] }"#,
            r#"{ "name": "x", "scopes": ["admin"], "expires_in_days": 0 }"#,
            r#"{ "name": "x", "scopes": ["admin"], "expires_in_days": 99999 }"#,
            r#"{ "name": "x" }"#,
        ] {
            assert!(command(form).is_err(), "{form}");
        }
    }

    #[test]
    fn days_are_counted_from_the_making_and_scopes_are_a_set() {
        let command = command(r#"{ "name": " import ", "scopes": ["admin", "videos:read", "admin"], "expires_in_days": 2 }"#).unwrap();
        let key = ApiKey::new(ApiKeyId(Uuid::nil()), UserId(Uuid::nil()), "clq_abcd".into(), &command, NOW);
        assert_eq!(key.expires_at, Some(NOW.plus(Duration::from_hours(48))));
        let view = ApiKeyView::from(&key);
        assert_eq!((view.name.as_str(), view.scopes), ("import", vec![Scope::VideosRead, Scope::Admin]));
    }

    #[test]
    fn the_answer_shows_the_key_beside_what_is_known_of_it() {
        let command = command(r#"{ "name": "import", "scopes": ["videos:read"] }"#).unwrap();
        let key = ApiKey::new(ApiKeyId(Uuid::nil()), UserId(Uuid::nil()), "clq_abcd".into(), &command, NOW);
        let answer = serde_json::to_value(CreatedApiKey { key: "clq_abcdef".into(), view: ApiKeyView::from(&key) }).unwrap();
        assert_eq!((&answer["key"], &answer["hint"], &answer["expires_at"]), (&"clq_abcdef".into(), &"clq_abcd".into(), &().into()));
    }
}
