//! An account: the values that identify it ([`Email`], [`Handle`]), what people may ask for
//! ([`Register`], [`Login`]) and how it is shown.

mod administration;
mod author;
mod command;
mod credential;
mod deletion;
mod profile;
mod value;
mod view;

pub use administration::{AccountState, AdminUserView, ChangeRole, Suspend, SuspensionView};
pub use author::{AVATAR_SIZES, Author, AuthorView, AvatarLinks};
pub use command::{Login, Register};
pub use credential::{AskForMail, ChangeEmail, ChangePassword, FollowLink, ResetPassword};
pub use deletion::{DeleteAccount, DeletionView, ExportOrder, ExportView, RestorationView, RestoreAccount};
pub use profile::{PatchProfile, ProfileView, PublicProfileView, Renown, ReplaceProfile};
pub use value::{Email, Handle, Password};
pub use view::{DeviceTokenView, PendingView, RegisteredView, SessionView, TokenResponse, UserView};

use crate::id::{AvatarId, UserId};
use crate::locale::Locale;
use crate::rule::Rule;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest display name, in characters.
pub const MAX_DISPLAY_NAME: usize = 80;

/// What an account may do in general; each role includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Watches, likes and comments.
    Viewer,
    /// Also uploads videos.
    Creator,
    /// Also reaches over other people's content.
    Moderator,
    /// Everything, including other people's accounts.
    Admin,
}

impl Role {
    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Creator => "creator",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }

    /// The role with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Viewer, Self::Creator, Self::Moderator, Self::Admin].into_iter().find(|role| role.name() == name)
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its identifier.
    pub id: UserId,
    /// Where its owner can be reached, and one of the two names to sign in with.
    pub email: Email,
    /// Its public name in addresses, and the other name to sign in with.
    pub handle: Handle,
    /// The name as people want to see it written.
    pub display_name: String,
    /// What its owner tells of himself; plain text, may be empty.
    pub bio: String,
    /// The address of his own site.
    pub website: Option<String>,
    /// Where he is, in his words.
    pub location: Option<String>,
    /// Its picture.
    pub avatar: Option<AvatarId>,
    /// Whether others are not to see who follows it, nor how many.
    pub hide_followers: bool,
    /// What it may do.
    pub role: Role,
    /// The password's hash as a PHC string; absent for accounts that sign in elsewhere.
    pub password_hash: Option<String>,
    /// When the password was set last; older mail links lose their power.
    pub password_changed_at: Timestamp,
    /// When the owner proved to read the address's mail.
    pub email_verified_at: Option<Timestamp>,
    /// When it was let in, which is at once unless sign-ups need approval.
    pub approved_at: Option<Timestamp>,
    /// The language to write to its owner in.
    pub locale: Locale,
    /// Since when the account is locked by an administrator.
    pub suspended_at: Option<Timestamp>,
    /// Why, in the administrator's words.
    pub suspension_reason: Option<String>,
    /// When that ends by itself.
    pub suspended_until: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When anything above last changed.
    pub updated_at: Timestamp,
    /// When its owner asked for it to be deleted.
    pub deleted_at: Option<Timestamp>,
    /// From when on a deleted account is erased; until then its owner can have it back.
    pub erase_after: Option<Timestamp>,
}

impl User {
    /// A new account with a password; the display name falls back to the handle.
    pub fn new(id: UserId, email: Email, handle: Handle, role: Role, password_hash: String, now: Timestamp) -> Self {
        Self {
            id,
            display_name: handle.as_str().to_owned(),
            email,
            handle,
            bio: String::new(),
            website: None,
            location: None,
            avatar: None,
            hide_followers: false,
            role,
            password_hash: Some(password_hash),
            password_changed_at: now,
            email_verified_at: None,
            approved_at: Some(now),
            locale: Locale::default(),
            suspended_at: None,
            suspension_reason: None,
            suspended_until: None,
            created_at: now,
            updated_at: now,
            deleted_at: None,
            erase_after: None,
        }
    }

    /// A new account that is opened by other means than a password.
    pub fn without_password(id: UserId, email: Email, handle: Handle, role: Role, now: Timestamp) -> Self {
        Self { password_hash: None, ..Self::new(id, email, handle, role, String::new(), now) }
    }

    /// Whether the account may be used at all.
    pub fn standing(&self) -> Standing {
        Standing::of(self.suspended_at, self.deleted_at)
    }
}

/// A judged value as garde wants to hear of it.
pub(crate) fn valid<T>(judged: Result<T, Rule>) -> garde::Result {
    judged.map(drop).map_err(garde::Error::from)
}

/// Whether an account may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may.
    Good,
    /// A moderator locked it; its owner may be told.
    Suspended,
    /// It is as if it did not exist.
    Deleted,
}

impl Standing {
    /// The standing that follows from the two dates; deletion weighs more.
    pub fn of(suspended_at: Option<Timestamp>, deleted_at: Option<Timestamp>) -> Self {
        match (suspended_at, deleted_at) {
            (_, Some(_)) => Self::Deleted,
            (Some(_), None) => Self::Suspended,
            (None, None) => Self::Good,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_ordered_and_their_names_round_trip() {
        assert!(Role::Viewer < Role::Creator && Role::Creator < Role::Moderator && Role::Moderator < Role::Admin);
        for role in [Role::Viewer, Role::Creator, Role::Moderator, Role::Admin] {
            assert_eq!(Role::from_name(role.name()), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.name());
        }
        assert_eq!(Role::from_name("Admin"), None);
    }

    #[test]
    fn deletion_weighs_more_than_suspension() {
        let t = Some(Timestamp::from_millis(1));
        assert_eq!(Standing::of(None, None), Standing::Good);
        assert_eq!(Standing::of(t, None), Standing::Suspended);
        assert_eq!(Standing::of(t, t), Standing::Deleted);
    }
}
