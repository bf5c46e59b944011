//! What goes over the wire about providers and identities.

use super::Identity;
use crate::text;
use crate::time::Timestamp;
use crate::user::{Email, Handle, MAX_DISPLAY_NAME, valid};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longer than any of ours.
const MAX_TICKET: usize = 1024;
const MAX_RETURN_TO: usize = 2048;

/// The providers that one can sign in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProvidersView {
    /// In the order of their names in the configuration.
    pub providers: Vec<ProviderView>,
}

/// A provider that one can sign in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProviderView {
    /// Its name in addresses.
    #[schema(example = "google")]
    pub id: String,
    /// Its name for people.
    #[schema(example = "Google")]
    pub name: String,
    /// How it is talked with: `oidc` or `github`. Something to choose a picture by.
    #[schema(example = "oidc")]
    pub kind: &'static str,
}

/// The identities that open the actor's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct IdentitiesView {
    /// The oldest first.
    pub identities: Vec<IdentityView>,
}

/// An identity as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct IdentityView {
    /// The provider's name in addresses.
    #[schema(example = "google")]
    pub provider: String,
    /// The address there.
    #[schema(example = "ana@example.org")]
    pub email: Option<String>,
    /// The name there.
    #[schema(example = "Ana Cine")]
    pub name: Option<String>,
    /// When it was linked.
    pub created_at: Timestamp,
    /// When it was last signed in with.
    pub last_used_at: Timestamp,
}

impl From<Identity> for IdentityView {
    fn from(identity: Identity) -> Self {
        Self {
            provider: identity.provider,
            email: identity.email,
            name: identity.name,
            created_at: identity.created_at,
            last_used_at: identity.last_used_at,
        }
    }
}

/// A wish to link an identity.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "return_to": "/account" }))]
pub struct LinkIdentity {
    /// Where the browser goes afterwards: a path of this site or an address of an allowed origin; `/account` if absent.
    #[serde(default)]
    #[garde(length(max = MAX_RETURN_TO))]
    #[schema(max_length = 2048)]
    pub return_to: Option<String>,
}

/// Where the browser goes to link an identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LinkView {
    /// The provider's page.
    #[schema(example = "https://accounts.google.com/o/oauth2/v2/auth?client_id=..")]
    pub url: String,
}

/// What is still missing of an account after a sign-in with a provider that vouches for no address.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "ticket": "eyJwcm92aWRlciI6Imdvb2dsZSJ9", "email": "ana@example.org", "handle": "ana_cine" }))]
pub struct CompleteSignUp {
    /// From the address of the page `/complete-sign-up#ticket=..`; good for 15 minutes.
    #[garde(length(bytes, min = 1, max = MAX_TICKET))]
    #[schema(min_length = 1, max_length = 1024)]
    pub ticket: String,
    /// Mail address, at most 254 bytes; it counts as unverified until its mail is answered.
    #[garde(custom(|text: &str, (): &()| valid(Email::parse(text))))]
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    /// Public name in addresses; unique whatever its case.
    #[garde(custom(|text: &str, (): &()| valid(Handle::parse(text))))]
    #[schema(min_length = 3, max_length = 30, pattern = "^[A-Za-z0-9_]+$")]
    pub handle: String,
    /// The name as it shall be written, 1 to 80 characters; what the provider told if absent.
    #[serde(default)]
    #[garde(inner(custom(text::line(MAX_DISPLAY_NAME))))]
    #[schema(min_length = 1, max_length = 80)]
    pub display_name: Option<String>,
}
