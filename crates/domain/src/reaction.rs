//! What somebody thinks of something: one vote per person and thing.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Reaction {
    /// For it.
    Like,
    /// Against it.
    Dislike,
    /// Neither: a vote that was given before is taken back.
    None,
}

impl Reaction {
    /// What the database keeps of it; nothing for no vote.
    pub const fn vote(self) -> Option<i16> {
        match self {
            Self::Like => Some(1),
            Self::Dislike => Some(-1),
            Self::None => None,
        }
    }

    /// The reaction that is stored as this.
    pub const fn from_vote(vote: Option<i16>) -> Self {
        match vote {
            Some(1) => Self::Like,
            Some(-1) => Self::Dislike,
            _ => Self::None,
        }
    }

    /// How this changes the counts of likes and dislikes when it comes in place of another.
    pub fn instead_of(self, before: Self) -> (i64, i64) {
        let step = |vote| i64::from(self == vote) - i64::from(before == vote);
        (step(Self::Like), step(Self::Dislike))
    }
}

/// A vote as it is sent.
#[derive(Clone, Copy, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "value": "like" }))]
pub struct React {
    /// The vote from now on.
    #[garde(skip)]
    pub value: Reaction,
}

/// How many votes there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Votes {
    /// For it.
    pub likes: i64,
    /// Against it.
    pub dislikes: i64,
}

/// A vote with what it made of the counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReactionView {
    /// The vote of who asks.
    pub value: Reaction,
    /// All votes.
    pub counts: Votes,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_vote_takes_the_first_one_back() {
        assert_eq!(Reaction::Like.instead_of(Reaction::None), (1, 0));
        assert_eq!(Reaction::Like.instead_of(Reaction::Like), (0, 0));
        assert_eq!(Reaction::Dislike.instead_of(Reaction::Like), (-1, 1));
        assert_eq!(Reaction::None.instead_of(Reaction::Dislike), (0, -1));
        for value in [Reaction::Like, Reaction::Dislike, Reaction::None] {
            assert_eq!(Reaction::from_vote(value.vote()), value);
        }
    }
}
