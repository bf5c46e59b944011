//! Who looks at something, and which passwords he gave.

use super::Actor;
use crate::id::LockId;

/// The locks of videos that somebody opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unlocked([Option<LockId>; Self::MOST]);

impl Unlocked {
    /// More than somebody has open at once; the first ones count.
    pub const MOST: usize = 8;

    /// Whether this lock is among them.
    pub fn has(&self, lock: LockId) -> bool {
        self.0.contains(&Some(lock))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }
}

impl FromIterator<LockId> for Unlocked {
    fn from_iter<I: IntoIterator<Item = LockId>>(locks: I) -> Self {
        let mut unlocked = Self::default();
        unlocked.0.iter_mut().zip(locks).for_each(|(place, lock)| *place = Some(lock));
        unlocked
    }
}

/// Who looks at something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Somebody who is signed in.
    Account(Actor),
    /// Somebody who is not.
    Nobody(Unlocked),
}

impl Viewer {
    /// The account.
    pub fn actor(&self) -> Option<&Actor> {
        match self {
            Self::Account(actor) => Some(actor),
            Self::Nobody(_) => None,
        }
    }

    /// The locks that he opened.
    pub fn unlocked(&self) -> &Unlocked {
        match self {
            Self::Account(actor) => &actor.unlocked,
            Self::Nobody(unlocked) => unlocked,
        }
    }

    /// Whether he gets what everybody gets.
    pub fn is_anybody(&self) -> bool {
        *self == Self::Nobody(Unlocked::default())
    }
}

impl From<&Actor> for Viewer {
    fn from(actor: &Actor) -> Self {
        Self::Account(*actor)
    }
}

/// Without an account, somebody who opened nothing.
impl From<Option<&Actor>> for Viewer {
    fn from(actor: Option<&Actor>) -> Self {
        actor.map_or_else(|| Self::Nobody(Unlocked::default()), Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_first_few_locks_count() {
        let lock = |n: usize| LockId(Uuid::from_u128(n as u128));
        let unlocked: Unlocked = (1..=Unlocked::MOST + 1).map(lock).collect();
        assert!(unlocked.has(lock(1)) && unlocked.has(lock(Unlocked::MOST)) && !unlocked.has(lock(Unlocked::MOST + 1)));
        assert!(Unlocked::default().is_empty() && !unlocked.is_empty());
        assert!(Viewer::from(None).is_anybody() && !Viewer::Nobody(unlocked).is_anybody());
    }
}
