//! Who may do what, as pure functions over an actor and a thing.

mod comment;
mod scope;
mod viewer;

pub use comment::{may_delete_comment, may_moderate_comments, may_read_comment};
pub use scope::{Scope, Scopes};
pub use viewer::{Unlocked, Viewer};

use crate::error::{ErrorKind, Fault};
use crate::id::{ApiKeyId, SessionId, UserId};
use crate::time::Timestamp;
use crate::user::Role;
use crate::video::{Video, Visibility};

/// A signed-in account, as proven by a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub user_id: UserId,
    /// What the account may do in general.
    pub role: Role,
    /// What proved it.
    pub via: Via,
    /// The locks of videos that it opened.
    pub unlocked: Unlocked,
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

/// Why somebody does not get to see a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unseen {
    /// There is none, or he must not learn of it.
    #[error("there is no such video")]
    Hidden,
    /// It has a password, which he did not give.
    #[error("the video has a password, which must be given first")]
    PasswordRequired,
}

impl Fault for Unseen {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Hidden => ErrorKind::NotFound,
            Self::PasswordRequired => ErrorKind::Forbidden,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Hidden => "video-not-found",
            Self::PasswordRequired => "video-password-required",
        }
    }
}

/// Lets see a video whoever may. Hidden videos answer 404, never 403.
///
/// Deleted videos are hidden from everybody; drafts and videos that do not play yet from all but
/// their owner and moderators; unlisted ones are open to whoever has the address, and those with a
/// password to whoever gave it too.
///
/// # Errors
/// Why not.
pub fn see(video: &Video, viewer: impl Into<Viewer>) -> Result<(), Unseen> {
    let viewer = viewer.into();
    if video.deleted_at.is_some() {
        return Err(Unseen::Hidden);
    }
    if viewer.actor().is_some_and(|a| a.user_id == video.owner_id || a.moderates()) {
        return Ok(());
    }
    match video.metadata.visibility {
        _ if !video.playable => Err(Unseen::Hidden),
        Visibility::Public | Visibility::Unlisted => Ok(()),
        Visibility::Private | Visibility::Scheduled => Err(Unseen::Hidden),
        Visibility::Password if video.lock.as_ref().is_some_and(|lock| viewer.unlocked().has(lock.id)) => Ok(()),
        Visibility::Password => Err(Unseen::PasswordRequired),
    }
}

/// Whether somebody gets to see a video, as [`see`] says.
pub fn may_see(video: &Video, viewer: impl Into<Viewer>) -> bool {
    see(video, viewer).is_ok()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{LockId, VideoId};
    use crate::video::{CreateVideo, Lock};
    use uuid::Uuid;

    fn actor(user: u128, role: Role) -> Actor {
        let via = Via::Session { id: SessionId(Uuid::nil()), authenticated_at: Timestamp::from_millis(0) };
        Actor { user_id: UserId(Uuid::from_u128(user)), role, via, unlocked: Unlocked::default() }
    }

    #[test]
    fn a_video_with_a_password_is_for_its_owner_moderators_and_whoever_opened_this_lock() {
        let lock = |n: u128| LockId(Uuid::from_u128(n));
        let opened = |n| Viewer::Nobody([lock(n)].into_iter().collect());
        let command = CreateVideo { visibility: Visibility::Password, ..CreateVideo::for_file("x.mp4") };
        let mut video = Video::draft(VideoId(Uuid::nil()), UserId(Uuid::from_u128(1)), command, Timestamp::from_millis(0));
        video.lock = Some(Lock { id: lock(1), hash: String::new() });
        assert_eq!(see(&video, opened(1)), Err(Unseen::Hidden), "it does not play yet");
        video.playable = true;
        for (viewer, seen) in [
            (Viewer::from(None), Err(Unseen::PasswordRequired)),
            (opened(1), Ok(())),
            (opened(2), Err(Unseen::PasswordRequired)),
            (Viewer::from(&actor(1, Role::Creator)), Ok(())),
            (Viewer::from(&actor(2, Role::Creator)), Err(Unseen::PasswordRequired)),
            (Viewer::from(&actor(2, Role::Moderator)), Ok(())),
            (Viewer::from(&Actor { unlocked: [lock(1)].into_iter().collect(), ..actor(2, Role::Viewer) }), Ok(())),
        ] {
            assert_eq!(see(&video, viewer), seen, "{viewer:?}");
        }
        video.metadata.visibility = Visibility::Private;
        assert_eq!(see(&video, opened(1)), Err(Unseen::Hidden));
        video.metadata.visibility = Visibility::Password;
        video.deleted_at = Some(Timestamp::from_millis(1));
        assert_eq!(see(&video, opened(1)), Err(Unseen::Hidden));
    }
}
