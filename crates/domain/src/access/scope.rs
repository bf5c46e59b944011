//! What an API key may be granted. A scope never adds to what the role of its owner allows.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One thing that an API key may be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum Scope {
    /// See what the owner sees of videos: also private ones and drafts.
    #[serde(rename = "videos:read")]
    VideosRead,
    /// Make, change and delete videos.
    #[serde(rename = "videos:write")]
    VideosWrite,
    /// Send files.
    #[serde(rename = "uploads:write")]
    UploadsWrite,
    /// Read the owner's account.
    #[serde(rename = "profile:read")]
    ProfileRead,
    /// Change how the owner is shown.
    #[serde(rename = "profile:write")]
    ProfileWrite,
    /// Administer the site, if the owner may.
    #[serde(rename = "admin")]
    Admin,
    /// Read what the owner keeps: favourites, history, playlists, notifications.
    #[serde(rename = "library:read")]
    LibraryRead,
    /// Change it, and react to videos.
    #[serde(rename = "library:write")]
    LibraryWrite,
    /// Write comments and react to them.
    #[serde(rename = "comments:write")]
    CommentsWrite,
}

impl Scope {
    /// Every scope, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::VideosRead,
        Self::VideosWrite,
        Self::UploadsWrite,
        Self::ProfileRead,
        Self::ProfileWrite,
        Self::LibraryRead,
        Self::LibraryWrite,
        Self::CommentsWrite,
        Self::Admin,
    ];

    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::VideosRead => "videos:read",
            Self::VideosWrite => "videos:write",
            Self::UploadsWrite => "uploads:write",
            Self::ProfileRead => "profile:read",
            Self::ProfileWrite => "profile:write",
            Self::LibraryRead => "library:read",
            Self::LibraryWrite => "library:write",
            Self::CommentsWrite => "comments:write",
            Self::Admin => "admin",
        }
    }

    /// The scope with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u32);

impl Scopes {
    /// Whether the scope is in the set.
    pub const fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// The scopes of the set, in the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.has(*scope))
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_are_those_on_the_wire() {
        for scope in Scope::ALL {
            assert_eq!(Scope::from_name(scope.name()), Some(scope));
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.name());
        }
        assert_eq!(Scope::from_name("videos"), None);
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set: Scopes = [Scope::Admin, Scope::VideosRead, Scope::Admin].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [Scope::VideosRead, Scope::Admin]);
        assert!(!set.has(Scope::VideosWrite) && !Scopes::default().has(Scope::VideosRead));
    }
}
