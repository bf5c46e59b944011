//! What can go wrong with a provider, in words for the operator's log. People see only the kind.

use crate::error::Error;

/// The result of talking with a provider.
pub(super) type Result<T> = std::result::Result<T, Trouble>;

/// Why a provider proved nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// It does not answer, or fails itself. Trying again can help.
    #[error("the provider does not answer: {0}")]
    Unavailable(String),
    /// What it answers is not to be believed, or it refuses us.
    #[error("the provider's answer is no good: {0}")]
    Answer(String),
}

impl Trouble {
    /// Notes the details in the log and keeps what people may see.
    pub(super) fn logged(self, provider: &str) -> Error {
        tracing::warn!(provider, error = %self, "a sign-in with a provider failed");
        match self {
            Self::Unavailable(_) => Error::ProviderUnavailable,
            Self::Answer(_) => Error::ProviderAnswerInvalid,
        }
    }
}
