//! Invitations: how somebody may make an account where not everybody may.

use crate::id::{InvitationId, UserId};
use crate::text;
use crate::time::Timestamp;
use crate::user::{Email, Role, valid};
use garde::Validate;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

/// An invitation is good for at most this many days.
const MAX_DAYS: u32 = 365;

/// An invitation. Its code is derived from the id and stored nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its identifier.
    pub id: InvitationId,
    /// The only address that it is for; absent: for whoever has the code.
    pub email: Option<String>,
    /// What the new account may do.
    pub role: Role,
    /// Who made it.
    pub created_by: UserId,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// The account that was made with it.
    pub used_by: Option<UserId>,
}

impl Invitation {
    /// Whether somebody with this address may make an account with it now.
    pub fn admits(&self, email: &Email, now: Timestamp) -> bool {
        let meant = self.email.as_deref().is_none_or(|meant| text::folded(meant) == email.key());
        meant && self.used_at.is_none() && now < self.expires_at
    }
}

/// A new invitation.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email": "ana@example.org", "role": "creator", "expires_in_days": 14 }))]
pub struct CreateInvitation {
    /// The only address that it is for; the code is mailed there. Absent: for whoever has the code.
    #[serde(default)]
    #[garde(inner(custom(|text: &str, (): &()| valid(Email::parse(text)))))]
    #[schema(format = Email, max_length = 254)]
    pub email: Option<String>,
    /// What the new account may do.
    #[serde(default = "creator")]
    #[garde(skip)]
    #[schema(default = "creator")]
    pub role: Role,
    /// In how many days it expires, 1 to 365.
    #[serde(default = "two_weeks")]
    #[garde(range(min = 1, max = MAX_DAYS))]
    #[schema(default = 14, minimum = 1, maximum = 365)]
    pub expires_in_days: u32,
}

impl CreateInvitation {
    /// How long it is good.
    pub fn lifetime(&self) -> Duration {
        Duration::from_hours(24 * u64::from(self.expires_in_days))
    }
}

fn creator() -> Role {
    Role::Creator
}

fn two_weeks() -> u32 {
    14
}

/// An invitation as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct InvitationView {
    /// Its identifier.
    pub id: InvitationId,
    /// The only address that it is for.
    pub email: Option<String>,
    /// What the new account may do.
    pub role: Role,
    /// Who made it.
    pub created_by: UserId,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// The account that was made with it.
    pub used_by: Option<UserId>,
}

impl From<Invitation> for InvitationView {
    fn from(invitation: Invitation) -> Self {
        let Invitation { id, email, role, created_by, created_at, expires_at, used_at, used_by } = invitation;
        Self { id, email, role, created_by, created_at, expires_at, used_at, used_by }
    }
}

/// A new invitation with its code, which is told this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CreatedInvitationView {
    /// The invitation.
    #[serde(flatten)]
    pub invitation: InvitationView,
    /// What to give as `invitation` when signing up.
    pub code: String,
    /// The page to sign up on, with the code in it.
    #[schema(example = "https://video.example.org/sign-up?invitation=AZnIoXw")]
    pub url: String,
}
