//! The two things that a rule may need from outside, handed in so that tests can fix them.

use crate::time::Timestamp;
use uuid::Uuid;

/// The current instant.
pub trait Clock: Send + Sync {
    /// Now, truncated to milliseconds.
    fn now(&self) -> Timestamp;
}

/// The source of identifiers and secrets.
pub trait IdGen: Send + Sync {
    /// A new `UUIDv7` whose time part is `at`; later calls sort after earlier ones.
    fn uuid(&self, at: Timestamp) -> Uuid;

    /// 32 bytes from the system's random source, for tokens.
    fn secret(&self) -> [u8; 32];
}
