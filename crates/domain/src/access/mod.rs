//! Who may do what, as pure functions over an actor and a thing.

mod comment;
mod scope;

pub use comment::{may_delete_comment, may_moderate_comments, may_read_comment};
pub use scope::{Scope, Scopes};

use crate::id::{ApiKeyId, SessionId, UserId};
use crate::time::Timestamp;
use crate::user::Role;
use crate::video::Video;

/// A signed-in account, as proven by a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub user_id: UserId,
    /// What the account may do in general.
    pub role: Role,
    /// What proved it.
    pub via: Via,
}

/// What proves an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// A session: somebody signed in.
    Session {
        /// Which one.
        id: SessionId,
        /// When its owner last proved himself by more than holding a token.
        authenticated_at: Timestamp,
    },
    /// An API key: a program, with only what its owner granted it.
    ApiKey {
        /// Which one.
        id: ApiKeyId,
        /// What it was granted.
        scopes: Scopes,
    },
}

impl Actor {
    /// The session, if it is one that proves the actor.
    pub fn session_id(&self) -> Option<SessionId> {
        match self.via {
            Via::Session { id, .. } => Some(id),
            Via::ApiKey { .. } => None,
        }
    }

    /// Whether the actor's role reaches over other people's content.
    pub fn moderates(&self) -> bool {
        self.role >= Role::Moderator
    }
}

/// Whether somebody may learn that this video exists. Hidden videos answer 404, never 403.
///
/// Deleted videos are hidden from everybody; drafts and videos that do not play yet from all but
/// their owner and moderators; unlisted ones are open to whoever has the address.
pub fn may_see(video: &Video, actor: Option<&Actor>) -> bool {
    if video.deleted_at.is_some() {
        return false;
    }
    if actor.is_some_and(|a| a.user_id == video.owner_id || a.moderates()) {
        return true;
    }
    video.playable && video.metadata.visibility.is_open()
}

/// Whether the actor may change or delete this video.
pub fn may_edit(video: &Video, actor: &Actor) -> bool {
    actor.user_id == video.owner_id || actor.role == Role::Admin
}

/// Whether the actor may learn how this video is watched.
pub fn may_see_stats(video: &Video, actor: &Actor) -> bool {
    actor.user_id == video.owner_id || actor.moderates()
}

/// Whether the actor may hide what other people made, and look through complaints.
pub fn may_moderate(actor: &Actor) -> bool {
    actor.moderates()
}

/// Whether the actor may see and change other people's accounts.
pub fn may_administer(actor: &Actor) -> bool {
    actor.role == Role::Admin
}

/// Whether the actor may make videos and upload files at all.
pub fn may_create(actor: &Actor) -> bool {
    actor.role >= Role::Creator
}
