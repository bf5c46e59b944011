//! One walk to a provider and back.

use crate::id::{AttemptId, SessionId, UserId};
use crate::time::Timestamp;

/// A sign-in that was begun. It can be finished once, soon, by the browser that began it, through the
/// provider that it was begun with.
///
/// The secrets of an attempt (state, nonce, PKCE verifier, what binds it to the browser) are derived
/// from its id, so none of them is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its identifier.
    pub id: AttemptId,
    /// The name of the provider in the configuration.
    pub provider: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Where the browser goes afterwards; checked against the allow-list when it was written.
    pub return_to: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Until when it can be finished.
    pub expires_at: Timestamp,
}

/// What an attempt is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To sign in, or to make an account.
    SignIn {
        /// Whether the session shall outlive the browser's window.
        persistent: bool,
    },
    /// To give the account of a session one more way in.
    Link {
        /// The account.
        user_id: UserId,
        /// The session that asked for it, which must still stand at the end.
        session_id: SessionId,
    },
}
