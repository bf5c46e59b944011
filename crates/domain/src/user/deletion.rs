//! Leaving: deleting an account, having it back while there is time, and taking along what is held.

use super::{Password, User, valid};
use crate::time::Timestamp;
use garde::Validate;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

/// Ours have less.
const MAX_TICKET: usize = 400;

/// The wish to leave.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "password": "tres tristes tigres" }))]
pub struct DeleteAccount {
    /// The account's password; not needed after a recent sign-in, not enough where the account has a
    /// second factor.
    #[serde(default)]
    #[garde(inner(custom(|password: &Password, (): &()| valid(password.check_given()))))]
    pub password: Option<Password>,
}

/// The wish to be back.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "ticket": "eyJ1c2VyIjoiMDE5OWM4YTEifQ.c2ln" }))]
pub struct RestoreAccount {
    /// `restoration.ticket` of the refused sign-in.
    #[garde(length(min = 1, max = MAX_TICKET))]
    #[schema(min_length = 1, max_length = 400)]
    pub ticket: String,
}

/// What becomes of an account that was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeletionView {
    /// When everything of it is erased. Until then, signing in tells how to have it back.
    pub erase_after: Timestamp,
}

/// What who signs in to a deleted account needs to have it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RestorationView {
    /// For `POST /api/users/profile/restore`.
    #[schema(example = "eyJ1c2VyIjoiMDE5OWM4YTEifQ.c2ln")]
    pub ticket: String,
    /// Seconds for which the ticket is good.
    #[schema(example = 600)]
    pub expires_in: u64,
    /// When everything of the account is erased.
    pub erase_after: Timestamp,
}

/// What an export shall hold.
#[derive(Clone, Copy, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportOrder {
    /// Whether the files of videos as they were uploaded come along.
    #[serde(default)]
    #[garde(skip)]
    #[schema(default = false)]
    pub media: bool,
}

/// Where an export can be fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExportView {
    /// The address of the zip file. Whoever knows it can fetch it, while the session that asked lasts.
    #[schema(example = "/api/users/profile/export/eyJ1c2VyIjoiMDE5OWM4YTEifQ.c2ln")]
    pub url: String,
    /// Until when a download can begin.
    pub expires_at: Timestamp,
}

impl User {
    /// Hides the account at once; it is erased when the time to change one's mind is over.
    pub fn delete(&mut self, grace: Duration, now: Timestamp) {
        self.deleted_at = Some(now);
        self.erase_after = Some(now.plus(grace));
        self.changed(now);
    }

    /// Takes the wish to leave back.
    pub fn restore(&mut self, now: Timestamp) {
        self.deleted_at = None;
        self.erase_after = None;
        self.changed(now);
    }

    /// When a deleted account is erased, if there is still time to have it back.
    pub fn restorable_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.erase_after.filter(|until| self.deleted_at.is_some() && now < *until)
    }
}
