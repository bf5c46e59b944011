//! What can go wrong with identity.

use domain::factor::SecondFactorView;
use domain::mail::LinkFault;
use domain::page::BadCursor;
use domain::user::RestorationView;
use domain::{ErrorKind, Fault, FieldError, Rule};
use media::avatar::AvatarError;
use media::storage::StorageError;
use std::time::Duration;
use zip::result::ZipError;

/// The result of a use case of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such account, no password on it, or not this one: the three look alike.
    #[error("the name or the password is wrong")]
    InvalidCredentials,
    /// Another account has this address.
    #[error("this mail address has an account already")]
    EmailTaken(FieldError),
    /// Another account has this handle.
    #[error("this handle is taken")]
    HandleTaken(FieldError),
    /// The password is among the first that anybody would try.
    #[error("this password is too easy to guess")]
    WeakPassword(FieldError),
    /// A value does not meet its rule.
    #[error("a value is not acceptable")]
    InvalidValue(FieldError),
    /// The operator lets nobody sign up.
    #[error("this site does not take new accounts at the moment")]
    SignUpClosed,
    /// Only who was invited may sign up, and no invitation was shown.
    #[error("an invitation is needed")]
    InvitationRequired,
    /// The invitation is none of ours, was used, has expired, or is for another address.
    #[error("the invitation is not valid")]
    InvitationInvalid(FieldError),
    /// The address must be proven before anybody signs in.
    #[error("the mail address is not verified yet")]
    EmailNotVerified,
    /// An administrator must let the account in first.
    #[error("the account waits for approval")]
    ApprovalPending,
    /// The token of a link is none of ours, or for something else.
    #[error("the link is not valid")]
    LinkInvalid(FieldError),
    /// The link did its work before.
    #[error("the link was used before")]
    LinkUsed,
    /// The link is too old, or a newer one took its place.
    #[error("the link has expired")]
    LinkExpired,
    /// This is for who has just signed in.
    #[error("sign in again first")]
    RecentLoginRequired,
    /// The token was good and is too old; a refresh gives a new one.
    #[error("the token has expired")]
    TokenExpired,
    /// The token is not one of ours, or not for this use.
    #[error("the token is not valid")]
    TokenInvalid,
    /// The session was ended, or its account is gone.
    #[error("the session has ended; sign in again")]
    SessionRevoked,
    /// The session went unused for too long, or reached its greatest age.
    #[error("the session has expired; sign in again")]
    SessionExpired,
    /// A refresh token came back after its successor was in use, so the session was ended.
    #[error("the refresh token was used before; the session was ended for safety")]
    RefreshReused,
    /// A moderator locked the account.
    #[error("the account is suspended")]
    AccountSuspended,
    /// No provider has this name.
    #[error("there is no such provider")]
    UnknownProvider,
    /// The provider does not answer, or fails.
    #[error("the provider does not answer at the moment")]
    ProviderUnavailable,
    /// The provider's answer proves nothing.
    #[error("the provider's answer cannot be accepted")]
    ProviderAnswerInvalid,
    /// The person did not agree at the provider.
    #[error("the sign-in was cancelled at the provider")]
    SignInCancelled,
    /// The sign-in was begun in another browser, or finished before, or took too long.
    #[error("this sign-in cannot be finished; begin again")]
    SignInExpired,
    /// The address has an account, which this identity does not open.
    #[error("this address has an account; sign in to it and link the identity there")]
    LinkRequired,
    /// The identity opens another account.
    #[error("this identity opens another account")]
    IdentityTaken,
    /// The account has another identity at this provider.
    #[error("the account has another identity at this provider; unlink it first")]
    ProviderLinked,
    /// The API key is none of ours, or was revoked, or its owner is gone.
    #[error("the API key is not valid")]
    ApiKeyInvalid,
    /// The API key's time is over.
    #[error("the API key has expired")]
    ApiKeyExpired,
    /// The account has as many API keys as it can have.
    #[error("the account has too many API keys; revoke one first")]
    TooManyApiKeys,
    /// There is no such thing, or it is somebody else's.
    #[error("there is no such thing")]
    NotFound,
    /// The role does not allow this.
    #[error("this is not allowed")]
    Forbidden,
    /// The client's copy is stale.
    #[error("it has another version by now")]
    Stale,
    /// Nobody locks or demotes himself.
    #[error("nobody does this to his own account")]
    OwnAccount,
    /// Somebody must remain to administer.
    #[error("this is the last administrator")]
    LastAdmin,
    /// The cursor is of another list.
    #[error(transparent)]
    Cursor(#[from] BadCursor),
    /// The first step of the sign-in succeeded; a second one is needed.
    #[error("a second factor is needed")]
    SecondFactorRequired(SecondFactorView),
    /// The code is wrong, or was used before.
    #[error("the second factor is wrong")]
    SecondFactorWrong,
    /// The proof of the first step is too old, was used, or was tried with too many wrong codes.
    #[error("the sign-in took too long or failed too often; begin again")]
    SecondFactorExpired,
    /// The account has one already.
    #[error("the account has a second factor already; remove it first")]
    SecondFactorOn,
    /// The account has none.
    #[error("the account has no second factor")]
    SecondFactorOff,
    /// There is no seed that waits to be confirmed.
    #[error("there is nothing to confirm; begin again")]
    SecondFactorNotBegun,
    /// The challenge is too old, was used, or is none of ours.
    #[error("this took too long or was used before; begin again")]
    ChallengeExpired,
    /// No passkey of ours signed this, or not for this.
    #[error("the passkey was not accepted")]
    PasskeyRejected,
    /// The passkey's counter went back.
    #[error("the passkey may have been copied and was refused")]
    PasskeyCloned,
    /// The credential belongs to an account already.
    #[error("this passkey is in use already")]
    PasskeyTaken,
    /// The account has as many passkeys as it can have.
    #[error("the account has too many passkeys; remove one first")]
    TooManyPasskeys,
    /// Nobody could sign in to the account any more.
    #[error("this is the last way to sign in; add another first")]
    LastSignInMethod,
    /// The handle was changed not long ago.
    #[error("the handle was changed not long ago; it can be changed again later")]
    HandleChangeTooSoon {
        /// When it can be changed again.
        retry_after: Duration,
    },
    /// The account was deleted, and its owner can still have it back.
    #[error("the account was deleted and will be erased; it can be restored until then")]
    AccountDeletionPending(RestorationView),
    /// The picture is refused.
    #[error(transparent)]
    Avatar(#[from] AvatarError),
    /// The store doesn't do as it should.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// An export could not be written.
    #[error("the export could not be written")]
    Archive(#[from] ZipError),
    /// Too many failed sign-ins.
    #[error("too many attempts; try again later")]
    RateLimited {
        /// When one more is allowed.
        retry_after: Duration,
    },
    /// Too many passwords are waiting to be hashed.
    #[error("too many sign-ins at the moment; try again soon")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Persistence(#[from] persistence::Error),
    /// A cryptographic operation failed that does not fail on sound input.
    #[error("cryptographic operation failed: {0}")]
    Crypto(&'static str),
}

impl Error {
    /// When a retry can succeed, for `Retry-After`.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::HandleChangeTooSoon { retry_after } => Some(*retry_after),
            Self::Busy => Some(Duration::from_secs(1)),
            _ => None,
        }
    }

    pub(crate) fn email_taken() -> Self {
        Self::EmailTaken(Rule::EmailFree.at("/email"))
    }

    pub(crate) fn handle_taken() -> Self {
        Self::HandleTaken(Rule::HandleFree.at("/handle"))
    }

    pub(crate) fn invitation_invalid() -> Self {
        Self::InvitationInvalid(Rule::Invitation.at("/invitation"))
    }

    pub(crate) fn link_invalid() -> Self {
        Self::LinkInvalid(Rule::LinkToken.at("/token"))
    }

    pub(crate) fn weak_password() -> Self {
        Self::WeakPassword(Rule::StrongPassword.at("/password"))
    }

    pub(crate) fn invalid(pointer: &str) -> impl FnOnce(Rule) -> Self {
        move |rule| Self::InvalidValue(rule.at(pointer))
    }
}

impl From<LinkFault> for Error {
    fn from(fault: LinkFault) -> Self {
        match fault {
            LinkFault::Used => Self::LinkUsed,
            LinkFault::Expired => Self::LinkExpired,
        }
    }
}

impl Fault for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::EmailTaken(_)
            | Self::HandleTaken(_)
            | Self::TooManyApiKeys
            | Self::LastAdmin
            | Self::SecondFactorOn
            | Self::SecondFactorOff
            | Self::SecondFactorNotBegun
            | Self::PasskeyTaken
            | Self::TooManyPasskeys
            | Self::LastSignInMethod
            | Self::LinkRequired
            | Self::IdentityTaken
            | Self::ProviderLinked => ErrorKind::Conflict,
            Self::WeakPassword(_) | Self::InvalidValue(_) | Self::InvitationInvalid(_) | Self::LinkInvalid(_) => ErrorKind::Invalid,
            Self::ChallengeExpired | Self::SignInExpired | Self::LinkUsed | Self::LinkExpired => ErrorKind::Gone,
            Self::ProviderAnswerInvalid | Self::SignInCancelled | Self::SignUpClosed | Self::Forbidden | Self::OwnAccount => {
                ErrorKind::Forbidden
            }
            Self::NotFound | Self::UnknownProvider => ErrorKind::NotFound,
            Self::InvitationRequired
            | Self::EmailNotVerified
            | Self::ApprovalPending
            | Self::RecentLoginRequired
            | Self::AccountDeletionPending(_) => ErrorKind::Forbidden,
            Self::Avatar(error) => error.kind(),
            Self::Storage(error) => error.kind(),
            Self::Stale => ErrorKind::PreconditionFailed,
            Self::Cursor(error) => error.kind(),
            Self::InvalidCredentials
            | Self::TokenExpired
            | Self::TokenInvalid
            | Self::SessionRevoked
            | Self::SessionExpired
            | Self::RefreshReused
            | Self::AccountSuspended
            | Self::ApiKeyInvalid
            | Self::ApiKeyExpired
            | Self::SecondFactorRequired(_)
            | Self::SecondFactorWrong
            | Self::SecondFactorExpired
            | Self::PasskeyRejected
            | Self::PasskeyCloned => ErrorKind::Unauthenticated,
            Self::RateLimited { .. } | Self::HandleChangeTooSoon { .. } => ErrorKind::RateLimited,
            Self::Busy | Self::ProviderUnavailable => ErrorKind::Unavailable,
            Self::Persistence(error) => error.kind(),
            Self::Crypto(_) | Self::Archive(_) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::InvalidCredentials => "invalid-credentials",
            Self::EmailTaken(_) => "email-taken",
            Self::HandleTaken(_) => "handle-taken",
            Self::WeakPassword(_) => "weak-password",
            Self::InvalidValue(_) => "invalid-value",
            Self::SignUpClosed => "sign-up-closed",
            Self::UnknownProvider => "unknown-provider",
            Self::ProviderUnavailable => "provider-unavailable",
            Self::ProviderAnswerInvalid => "provider-answer-invalid",
            Self::SignInCancelled => "sign-in-cancelled",
            Self::SignInExpired => "sign-in-expired",
            Self::LinkRequired => "link-required",
            Self::IdentityTaken => "identity-taken",
            Self::ProviderLinked => "provider-linked",
            Self::InvitationRequired => "invitation-required",
            Self::InvitationInvalid(_) => "invitation-invalid",
            Self::EmailNotVerified => "email-not-verified",
            Self::ApprovalPending => "approval-pending",
            Self::LinkInvalid(_) => "link-invalid",
            Self::LinkUsed => "link-used",
            Self::LinkExpired => "link-expired",
            Self::TokenExpired => "token-expired",
            Self::TokenInvalid => "token-invalid",
            Self::SessionRevoked => "session-revoked",
            Self::SessionExpired => "session-expired",
            Self::RefreshReused => "refresh-reused",
            Self::AccountSuspended => "account-suspended",
            Self::ApiKeyInvalid => "api-key-invalid",
            Self::ApiKeyExpired => "api-key-expired",
            Self::TooManyApiKeys => "too-many-api-keys",
            Self::NotFound => "not-found",
            Self::Forbidden => "forbidden",
            Self::Stale => "stale",
            Self::OwnAccount => "own-account",
            Self::LastAdmin => "last-admin",
            Self::Cursor(error) => error.code(),
            Self::SecondFactorRequired(_) => "second-factor-required",
            Self::SecondFactorWrong => "second-factor-wrong",
            Self::SecondFactorExpired => "second-factor-expired",
            Self::SecondFactorOn => "second-factor-on",
            Self::SecondFactorOff => "second-factor-off",
            Self::SecondFactorNotBegun => "second-factor-not-begun",
            Self::ChallengeExpired => "challenge-expired",
            Self::PasskeyRejected => "passkey-rejected",
            Self::PasskeyCloned => "passkey-cloned",
            Self::PasskeyTaken => "passkey-taken",
            Self::TooManyPasskeys => "too-many-passkeys",
            Self::LastSignInMethod => "last-sign-in-method",
            Self::HandleChangeTooSoon { .. } => "handle-change-too-soon",
            Self::RecentLoginRequired => "recent-login-required",
            Self::AccountDeletionPending(_) => "account-deletion-pending",
            Self::Avatar(error) => error.code(),
            Self::Storage(error) => error.code(),
            Self::RateLimited { .. } => "rate-limited",
            Self::Busy => "busy",
            Self::Persistence(error) => error.code(),
            Self::Crypto(_) | Self::Archive(_) => "internal",
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        self.retry_after()
    }

    fn second_factor(&self) -> Option<&SecondFactorView> {
        match self {
            Self::SecondFactorRequired(missing) => Some(missing),
            _ => None,
        }
    }

    fn restoration(&self) -> Option<&RestorationView> {
        match self {
            Self::AccountDeletionPending(view) => Some(view),
            _ => None,
        }
    }

    fn fields(&self) -> &[FieldError] {
        match self {
            Self::EmailTaken(field)
            | Self::HandleTaken(field)
            | Self::WeakPassword(field)
            | Self::InvalidValue(field)
            | Self::InvitationInvalid(field)
            | Self::LinkInvalid(field) => std::slice::from_ref(field),
            _ => &[],
        }
    }
}
