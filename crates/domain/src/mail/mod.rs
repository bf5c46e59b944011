//! Mails: what is told to whom, and how far its delivery is.
//!
//! A mail is a row that is written in the transaction of its cause. It names its letter and what
//! the letter is about, never a secret: links are derived when it is written out to be sent.

mod token;

pub use token::{LinkFault, MailToken, Purpose};

use crate::id::{InvitationId, MailId, MailTokenId, SignUpId, UserId};
use crate::locale::Locale;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What a mail tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "template", content = "data", rename_all = "kebab-case")]
pub enum Letter {
    /// To who signs up: prove this address and have the account. Becomes [`Letter::AddressKnown`] when
    /// it is sent if the address has an account by then.
    SignUp {
        /// The sign-up that waits.
        sign_up: SignUpId,
    },
    /// To the owner of an account: somebody, maybe he himself, gave his address for a new one.
    AddressKnown,
    /// Prove the address of an account.
    VerifyEmail {
        /// The link's row.
        token: MailTokenId,
    },
    /// Prove the address that an account shall have instead. Becomes [`Letter::AddressKnown`] too.
    ChangeEmail {
        /// The link's row.
        token: MailTokenId,
    },
    /// Set a new password.
    ResetPassword {
        /// The link's row.
        token: MailTokenId,
    },
    /// Come and make an account.
    Invitation {
        /// The invitation.
        invitation: InvitationId,
    },
    /// An administrator let the account in.
    Approved,
    /// Something about the account's safety was changed.
    Notice(Notice),
}

/// A change that an account's owner should hear of, in case it was not he who made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Notice {
    /// The password was set or changed.
    PasswordChanged {
        /// Whether API keys were revoked with it.
        #[serde(default)]
        keys_revoked: bool,
    },
    /// Another address was asked for.
    EmailChangeRequested {
        /// The new address.
        to: String,
    },
    /// The account has another address; this goes to the former one.
    EmailChanged {
        /// The new address.
        to: String,
    },
    /// One can now sign in by this too.
    SignInMethodAdded {
        /// Its name, such as `GitHub`.
        name: String,
    },
    /// One can no longer sign in by this.
    SignInMethodRemoved {
        /// Its name, such as `GitHub`.
        name: String,
    },
    /// A second factor is needed from now on.
    SecondFactorOn,
    /// No second factor is needed any more.
    SecondFactorOff,
    /// The recovery codes were made anew.
    RecoveryCodesRenewed,
    /// There is one more API key.
    ApiKeyMade {
        /// What its owner calls it.
        name: String,
    },
}

/// How far a mail's delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailState {
    /// It is still to be sent.
    Pending,
    /// The next server took it.
    Sent,
    /// It could not be sent, and nobody tries any more.
    Failed,
}

impl MailState {
    /// The name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    /// The state with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Pending, Self::Sent, Self::Failed].into_iter().find(|state| state.name() == name)
    }
}

/// One mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its identifier, also that of the message on its way.
    pub id: MailId,
    /// Whose account it is about, if there is one.
    pub user_id: Option<UserId>,
    /// The address it goes to.
    pub recipient: String,
    /// What it tells.
    pub letter: Letter,
    /// In which language.
    pub locale: Locale,
    /// How far it is.
    pub state: MailState,
    /// How often sending failed.
    pub failures: i32,
    /// What the last failure said.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
}

impl Mail {
    /// A mail that is to be sent.
    pub fn new(id: MailId, user_id: Option<UserId>, recipient: &str, letter: Letter, locale: Locale, now: Timestamp) -> Self {
        Self {
            id,
            user_id,
            recipient: recipient.to_owned(),
            letter,
            locale,
            state: MailState::Pending,
            failures: 0,
            last_error: None,
            created_at: now,
            sent_at: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use uuid::Uuid;

    #[test]
    fn a_letter_is_a_template_with_what_it_is_about() {
        let token = MailTokenId(Uuid::nil());
        for (letter, stored) in [
            (Letter::ResetPassword { token }, json!({ "template": "reset-password", "data": { "token": token } })),
            (Letter::Approved, json!({ "template": "approved" })),
            (
                Letter::Notice(Notice::SignInMethodAdded { name: "GitHub".into() }),
                json!({ "template": "notice", "data": { "change": "sign-in-method-added", "name": "GitHub" } }),
            ),
        ] {
            assert_eq!(serde_json::to_value(&letter).unwrap(), stored);
            assert_eq!(serde_json::from_value::<Letter>(stored).unwrap(), letter);
        }
        let of_before = json!({ "template": "notice", "data": { "change": "password-changed" } });
        assert_eq!(
            serde_json::from_value::<Letter>(of_before).unwrap(),
            Letter::Notice(Notice::PasswordChanged { keys_revoked: false }),
            "written before there was more to tell"
        );
    }
}
