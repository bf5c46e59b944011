//! Identities: accounts of other services by which somebody can sign in here.
//!
//! An identity is known by who vouches for it (the issuer) and that one's own name for the person (the
//! subject), never by a mail address or a user name: those change hands. What a provider says beside
//! that is a [`Profile`], which fills the form of a new account and proves nothing else.

mod attempt;
mod profile;
mod view;

pub use attempt::{Attempt, Purpose};
pub use profile::{MAX_SUBJECT, Profile, handle_candidates};
pub use view::{CompleteSignUp, IdentitiesView, IdentityView, LinkIdentity, LinkView, ProviderView, ProvidersView};

use crate::id::{IdentityId, UserId};
use crate::time::Timestamp;

/// A way to sign in to an account by somebody else's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its identifier.
    pub id: IdentityId,
    /// The account that it opens.
    pub user_id: UserId,
    /// The name of the provider in the configuration.
    pub provider: String,
    /// Who vouches for it; with the subject it is unique.
    pub issuer: String,
    /// The issuer's name for the person, which never changes.
    pub subject: String,
    /// The address that the provider told last, for showing only.
    pub email: Option<String>,
    /// The name that the provider told last, for showing only.
    pub name: Option<String>,
    /// When it was linked.
    pub created_at: Timestamp,
    /// When it was last signed in with.
    pub last_used_at: Timestamp,
}

impl Identity {
    /// A link between an account and what a provider told of somebody.
    pub fn new(id: IdentityId, user_id: UserId, provider: &str, profile: &Profile, now: Timestamp) -> Self {
        Self {
            id,
            user_id,
            provider: provider.to_owned(),
            issuer: profile.issuer.clone(),
            subject: profile.subject.clone(),
            email: profile.email.clone(),
            name: profile.name.clone(),
            created_at: now,
            last_used_at: now,
        }
    }
}
