//! The API keys that this server has found in the database, so that requests can be counted by key without a query.

use domain::id::ApiKeyId;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// About a megabyte. Only keys that exist get in, so strangers cannot fill it.
const MAX_KEYS: usize = 10_000;

/// Ids of keys by their digests. Says nothing about whether a key is still good.
#[derive(Debug, Default)]
pub(crate) struct SeenKeys(Mutex<HashMap<String, ApiKeyId>>);

impl SeenKeys {
    pub(super) fn get(&self, digest: &str) -> Option<ApiKeyId> {
        self.keys().get(digest).copied()
    }

    /// Remembers a key; forgets the others once there are too many.
    pub(super) fn insert(&self, digest: String, id: ApiKeyId) {
        let mut keys = self.keys();
        if keys.len() >= MAX_KEYS {
            keys.clear();
        }
        keys.insert(digest, id);
    }

    fn keys(&self) -> MutexGuard<'_, HashMap<String, ApiKeyId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::ApiKeyId;

    #[test]
    fn the_number_of_remembered_keys_is_bounded() {
        let seen = SeenKeys::default();
        let id = |number: usize| ApiKeyId(uuid::Uuid::from_u128(number as u128));
        for number in 0..=MAX_KEYS {
            seen.insert(number.to_string(), id(number));
        }
        assert_eq!((seen.get("0"), seen.get(&MAX_KEYS.to_string())), (None, Some(id(MAX_KEYS))));
        assert_eq!(seen.keys().len(), 1);
    }
}
