//! The `Idempotency-Key` of a creation: who repeats it with the same body gets what was made the
//! first time.

use std::time::Duration;

/// How long a key is remembered.
pub const KEPT: Duration = Duration::from_hours(24);

/// A client's key together with what tells the bodies of its requests apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    name: String,
    fingerprint: String,
}

impl IdempotencyKey {
    /// A key of 1 to 255 printable ASCII characters, and a digest of the request that it is for.
    /// `None` if the key is anything else.
    pub fn new(name: &str, fingerprint: String) -> Option<Self> {
        let good = (1..=255).contains(&name.len()) && name.bytes().all(|b| (b' '..=b'~').contains(&b));
        good.then(|| Self { name: name.to_owned(), fingerprint })
    }

    /// What the client chose.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What tells the bodies apart.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}
