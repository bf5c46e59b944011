//! What administrators see of accounts and do to them.

use super::{AvatarLinks, Role, Standing, User, UserView};
use crate::text;
use crate::time::Timestamp;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const MAX_REASON: usize = 500;

/// What state an account is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AccountState {
    /// It may be used.
    Active,
    /// It waits for an administrator's approval.
    Pending,
    /// An administrator locked it.
    Suspended,
    /// Its owner asked for it to be deleted.
    Deleted,
}

impl From<&User> for AccountState {
    fn from(user: &User) -> Self {
        match user.standing() {
            Standing::Good if user.approved_at.is_none() => Self::Pending,
            Standing::Good => Self::Active,
            Standing::Suspended => Self::Suspended,
            Standing::Deleted => Self::Deleted,
        }
    }
}

/// Another role for an account.
#[derive(Clone, Copy, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "role": "moderator" }))]
pub struct ChangeRole {
    /// The new role.
    #[garde(skip)]
    pub role: Role,
}

/// Why, and perhaps for how long, an account is locked. Its videos stay as they are.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "Uploaded the same advertisement again and again" }))]
pub struct Suspend {
    /// The reason, for other administrators; 1 to 500 characters.
    #[garde(custom(text::line(MAX_REASON)))]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// When it ends by itself; never if absent. Must be in the future.
    #[serde(default)]
    #[garde(skip)]
    pub until: Option<Timestamp>,
}

/// An account as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AdminUserView {
    /// What its owner sees.
    #[serde(flatten)]
    pub user: UserView,
    /// What state it is in.
    pub state: AccountState,
    /// Why it is locked; `null` if it isn't.
    pub suspension: Option<SuspensionView>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When anything about it last changed.
    pub updated_at: Timestamp,
    /// When its owner asked for it to be deleted.
    pub deleted_at: Option<Timestamp>,
}

/// Why and since when an account is locked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SuspensionView {
    /// Since when.
    pub since: Timestamp,
    /// Why.
    #[schema(example = "Uploaded the same advertisement again and again")]
    pub reason: String,
    /// When it ends by itself; `null` for never.
    pub until: Option<Timestamp>,
}

impl AdminUserView {
    /// What administrators see of an account.
    pub fn new(user: &User, avatars: &AvatarLinks) -> Self {
        let suspension = user.suspended_at.map(|since| SuspensionView {
            since,
            reason: user.suspension_reason.clone().unwrap_or_default(),
            until: user.suspended_until,
        });
        Self {
            user: UserView::new(user, avatars),
            state: user.into(),
            suspension,
            created_at: user.created_at,
            updated_at: user.updated_at,
            deleted_at: user.deleted_at,
        }
    }
}

impl User {
    /// Locks the account. One that is locked keeps the date since when it is.
    pub fn suspend(&mut self, command: &Suspend, now: Timestamp) {
        self.suspended_at = self.suspended_at.or(Some(now));
        self.suspension_reason = Some(text::normal(&command.reason));
        self.suspended_until = command.until;
        self.updated_at = now;
    }

    /// Lets the account be used again.
    pub fn reinstate(&mut self, now: Timestamp) {
        self.suspended_at = None;
        self.suspension_reason = None;
        self.suspended_until = None;
        self.updated_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::UserId;
    use crate::user::{Email, Handle};

    fn user() -> User {
        let (email, handle) = (Email::parse("ana@example.org").unwrap(), Handle::parse("ana_cine").unwrap());
        User::new(UserId(uuid::Uuid::nil()), email, handle, Role::Creator, "hash".into(), Timestamp::from_millis(0))
    }

    #[test]
    fn a_second_suspension_changes_the_reason_and_not_the_beginning() {
        let mut user = user();
        let (early, late, end) = (Timestamp::from_millis(1), Timestamp::from_millis(2), Timestamp::from_millis(9));
        user.suspend(&Suspend { reason: " spam ".into(), until: None }, early);
        assert_eq!(
            AdminUserView::new(&user, &AvatarLinks::default()).suspension,
            Some(SuspensionView { since: early, reason: "spam".into(), until: None })
        );
        user.suspend(&Suspend { reason: "more spam".into(), until: Some(end) }, late);
        let view = AdminUserView::new(&user, &AvatarLinks::default());
        assert_eq!(view.suspension, Some(SuspensionView { since: early, reason: "more spam".into(), until: Some(end) }));
        assert_eq!((view.state, view.updated_at), (AccountState::Suspended, late));
    }

    #[test]
    fn nothing_of_a_suspension_stays_when_it_is_lifted() {
        let mut user = user();
        user.suspend(&Suspend { reason: "spam".into(), until: Some(Timestamp::from_millis(9)) }, Timestamp::from_millis(1));
        user.reinstate(Timestamp::from_millis(2));
        let view = AdminUserView::new(&user, &AvatarLinks::default());
        assert_eq!((view.state, view.suspension, user.suspended_until), (AccountState::Active, None, None));
    }
}
