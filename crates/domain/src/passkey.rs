//! Passkeys: credentials of an authenticator (Web Authentication Level 3) by which one signs in without
//! a password. What goes to and comes from the browser is named as its JSON methods name it
//! (`parseCreationOptionsFromJSON`, `toJSON`), so that pages pass it on as it is.

use crate::id::{PasskeyId, UserId};
use crate::text;
use crate::time::Timestamp;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// More than anybody has devices.
pub const MAX_PASSKEYS: u64 = 20;
const MAX_NAME: usize = 60;
/// Ours are under 300 characters.
const MAX_CHALLENGE_ID: usize = 1024;
/// A credential's id has at most 1,023 bytes.
const MAX_ID: usize = 1400;
const MAX_CLIENT_DATA: usize = 8192;
/// Attestation statements can carry a chain of certificates.
const MAX_ATTESTATION: usize = 65_536;
const MAX_TRANSPORTS: usize = 16;
/// How an authenticator can be reached; names that we don't know are left out.
const TRANSPORTS: [&str; 6] = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];

/// A passkey of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Its identifier.
    pub id: PasskeyId,
    /// Whose it is.
    pub user_id: UserId,
    /// The identifier that the authenticator gave it.
    pub credential_id: Vec<u8>,
    /// The public key as a `COSE_Key` (RFC 9052).
    pub public_key: Vec<u8>,
    /// The authenticator's counter when it was last used; zero for those that don't count.
    pub sign_count: u32,
    /// Whether the authenticator may copy it to other devices of its owner.
    pub backup_eligible: bool,
    /// Whether it did.
    pub backed_up: bool,
    /// How the authenticator can be reached.
    pub transports: Vec<String>,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody last signed in by it.
    pub last_used_at: Option<Timestamp>,
}

/// The names among these that we know, once each.
pub fn known_transports(told: &[String]) -> Vec<String> {
    TRANSPORTS.into_iter().filter(|known| told.iter().any(|name| name == known)).map(ToOwned::to_owned).collect()
}

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Passkey)]
pub struct PasskeyView {
    /// Its identifier.
    pub id: PasskeyId,
    /// What its owner calls it.
    #[schema(example = "Telefon")]
    pub name: String,
    /// Whether it is on other devices of its owner too.
    pub backed_up: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody last signed in by it.
    pub last_used_at: Option<Timestamp>,
}

impl From<&Passkey> for PasskeyView {
    fn from(passkey: &Passkey) -> Self {
        Self {
            id: passkey.id,
            name: passkey.name.clone(),
            backed_up: passkey.backed_up,
            created_at: passkey.created_at,
            last_used_at: passkey.last_used_at,
        }
    }
}

/// What the browser needs to make a passkey.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PasskeyCreation {
    /// To be sent back with what the browser made; good once and for five minutes.
    pub challenge_id: String,
    /// For `PublicKeyCredential.parseCreationOptionsFromJSON`.
    pub options: CreationOptions,
}

/// What the browser needs to sign in by a passkey.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PasskeyRequest {
    /// To be sent back with what the browser signed; good once and for five minutes.
    pub challenge_id: String,
    /// For `PublicKeyCredential.parseRequestOptionsFromJSON`.
    pub options: RequestOptions,
}

/// `PublicKeyCredentialCreationOptionsJSON`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreationOptions {
    /// This site.
    pub rp: RelyingParty,
    /// The account.
    pub user: PasskeyUser,
    /// What is to be signed, base64url.
    pub challenge: String,
    /// The algorithms that are accepted, the best first.
    pub pub_key_cred_params: Vec<Algorithm>,
    /// How long the person may take, in milliseconds.
    #[schema(example = 300_000)]
    pub timeout: u64,
    /// Passkeys that the account has already: an authenticator holds one.
    pub exclude_credentials: Vec<CredentialDescriptor>,
    /// What the authenticator must be able to do.
    pub authenticator_selection: AuthenticatorSelection,
    /// Nothing is asked about the authenticator's make.
    #[schema(example = "none")]
    pub attestation: &'static str,
}

/// `PublicKeyCredentialRequestOptionsJSON`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestOptions {
    /// What is to be signed, base64url.
    pub challenge: String,
    /// The domain that the passkey is bound to.
    #[schema(example = "video.example.org")]
    pub rp_id: String,
    /// How long the person may take, in milliseconds.
    #[schema(example = 300_000)]
    pub timeout: u64,
    /// Always `required`: the authenticator checks a finger, a face or a PIN.
    #[schema(example = "required")]
    pub user_verification: &'static str,
    /// Always empty: any passkey for this site will do.
    pub allow_credentials: Vec<CredentialDescriptor>,
}

/// The site that a passkey is for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RelyingParty {
    /// The domain that the passkey is bound to.
    #[schema(example = "video.example.org")]
    pub id: String,
    /// The site's name.
    pub name: String,
}

/// The account that a passkey is for.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PasskeyUser)]
pub struct PasskeyUser {
    /// The account's identifier, base64url.
    pub id: String,
    /// The handle.
    pub name: String,
    /// The name as it is written.
    pub display_name: String,
}

/// An algorithm of signatures.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PasskeyAlgorithm)]
pub struct Algorithm {
    /// Always `public-key`.
    pub r#type: &'static str,
    /// Its number in the COSE registry.
    #[schema(example = -7)]
    pub alg: i32,
}

/// Names a passkey.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CredentialDescriptor {
    /// Always `public-key`.
    pub r#type: &'static str,
    /// The identifier that the authenticator gave it, base64url.
    pub id: String,
    /// How the authenticator can be reached.
    pub transports: Vec<String>,
}

/// What the authenticator must be able to do.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticatorSelection {
    /// Always `required`: the passkey is found without a name being typed.
    #[schema(example = "required")]
    pub resident_key: &'static str,
    /// The same for older browsers.
    pub require_resident_key: bool,
    /// Always `required`: the authenticator checks a finger, a face or a PIN.
    #[schema(example = "required")]
    pub user_verification: &'static str,
}

/// A passkey that a browser made.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishPasskey {
    /// From the start.
    #[garde(length(max = MAX_CHALLENGE_ID))]
    #[schema(max_length = 1024)]
    pub challenge_id: String,
    /// The credential's `toJSON()`.
    #[garde(dive)]
    pub credential: CreatedCredential,
    /// What its owner calls it, 1 to 60 characters.
    #[garde(custom(text::line(MAX_NAME)))]
    #[schema(min_length = 1, max_length = 60, example = "Telefon")]
    pub name: String,
}

/// `RegistrationResponseJSON`. Browsers send more than we read.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
pub struct CreatedCredential {
    /// The identifier that the authenticator gave it, base64url.
    #[garde(length(max = MAX_ID))]
    #[schema(max_length = 1400)]
    pub id: String,
    /// What the authenticator tells.
    #[garde(dive)]
    pub response: AttestationResponse,
}

/// `AuthenticatorAttestationResponseJSON`.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttestationResponse {
    /// What the browser says of the page, base64url.
    #[serde(rename = "clientDataJSON")]
    #[garde(length(max = MAX_CLIENT_DATA))]
    #[schema(max_length = 8192)]
    pub client_data_json: String,
    /// The new key, base64url.
    #[garde(length(max = MAX_ATTESTATION))]
    #[schema(max_length = 65_536)]
    pub attestation_object: String,
    /// How the authenticator can be reached.
    #[serde(default)]
    #[garde(length(max = MAX_TRANSPORTS))]
    #[schema(max_items = 16)]
    pub transports: Vec<String>,
}

/// A proof by a passkey.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyProof {
    /// From the start.
    #[garde(length(max = MAX_CHALLENGE_ID))]
    #[schema(max_length = 1024)]
    pub challenge_id: String,
    /// The credential's `toJSON()`.
    #[garde(dive)]
    pub credential: AssertedCredential,
}

/// A sign-in by a passkey.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyLogin {
    /// From the start.
    #[garde(length(max = MAX_CHALLENGE_ID))]
    #[schema(max_length = 1024)]
    pub challenge_id: String,
    /// The credential's `toJSON()`.
    #[garde(dive)]
    pub credential: AssertedCredential,
    /// Whether this device shall stay signed in when the browser is closed.
    #[serde(default = "yes")]
    #[garde(skip)]
    #[schema(default = true)]
    pub remember: bool,
}

fn yes() -> bool {
    true
}

/// `AuthenticationResponseJSON`. Browsers send more than we read.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
pub struct AssertedCredential {
    /// The identifier that the authenticator gave it, base64url.
    #[garde(length(max = MAX_ID))]
    #[schema(max_length = 1400)]
    pub id: String,
    /// What the authenticator tells.
    #[garde(dive)]
    pub response: AssertionResponse,
}

/// `AuthenticatorAssertionResponseJSON`.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssertionResponse {
    /// What the browser says of the page, base64url.
    #[serde(rename = "clientDataJSON")]
    #[garde(length(max = MAX_CLIENT_DATA))]
    #[schema(max_length = 8192)]
    pub client_data_json: String,
    /// What the authenticator says of itself, base64url.
    #[garde(length(max = MAX_CLIENT_DATA))]
    #[schema(max_length = 8192)]
    pub authenticator_data: String,
    /// Over both, base64url.
    #[garde(length(max = MAX_CLIENT_DATA))]
    #[schema(max_length = 8192)]
    pub signature: String,
    /// The account's identifier, base64url.
    #[serde(default)]
    #[garde(inner(length(max = MAX_ID)))]
    #[schema(max_length = 1400)]
    pub user_handle: Option<String>,
}

/// Another name for a passkey.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Telefon" }))]
pub struct RenamePasskey {
    /// What its owner calls it, 1 to 60 characters.
    #[garde(custom(text::line(MAX_NAME)))]
    #[schema(min_length = 1, max_length = 60)]
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_browsers_send_is_read_and_the_rest_of_it_left_alone() {
        let sent = json!({
            "challenge_id": "x", "name": "Teléfono",
            "credential": {
                "id": "AQ", "rawId": "AQ", "type": "public-key", "authenticatorAttachment": "platform", "clientExtensionResults": {},
                "response": { "clientDataJSON": "e30", "attestationObject": "oA", "transports": ["hybrid", "internal", "warp"], "publicKeyAlgorithm": -7 }
            }
        });
        let read: FinishPasskey = serde_json::from_value(sent.clone()).unwrap();
        assert!(read.validate().is_ok());
        assert_eq!(known_transports(&read.credential.response.transports), ["hybrid", "internal"]);
        let mut smuggled = sent;
        smuggled["user_id"] = json!("somebody");
        assert!(serde_json::from_value::<FinishPasskey>(smuggled).is_err(), "our own part is strict");
    }
}
