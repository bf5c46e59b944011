//! Second factors: one-time codes of an app (TOTP, RFC 6238), and recovery codes for who lost the app.

use crate::id::UserId;
use crate::passkey::PasskeyProof;
use crate::time::Timestamp;
use crate::user::{Password, valid};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many recovery codes an account gets at a time.
pub const RECOVERY_CODES: usize = 10;
/// Six digits or a recovery code, with whatever white space and hyphens people put between.
const MAX_CODE: usize = 64;
/// Ours are under 500 characters.
const MAX_TICKET: usize = 1024;

/// The seed of an account's one-time codes. Only a confirmed one is asked for at sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totp {
    /// Whose it is.
    pub user_id: UserId,
    /// The seed, sealed for this account.
    pub sealed_seed: Vec<u8>,
    /// The newest time step whose code was accepted; neither it nor an earlier one is accepted again.
    pub last_step: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its owner first showed a code of it.
    pub confirmed_at: Option<Timestamp>,
}

/// A kind of second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Factor {
    /// A code of the app.
    Totp,
    /// One of the codes that were written down.
    RecoveryCode,
    /// A passkey of the account.
    Passkey,
}

/// What is still needed after the right password, or after a sign-in elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SecondFactor)]
pub struct SecondFactorView {
    /// Proves the first step; for `POST /api/auth/login/second-factor`.
    #[schema(example = "eyJ2IjoxfQ")]
    pub ticket: String,
    /// What this account can show.
    pub methods: Vec<Factor>,
    /// Seconds for which the ticket is good.
    #[schema(example = 300)]
    pub expires_in: u64,
}

/// The second step of a sign-in: the ticket of the first, and exactly one proof.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "ticket": "eyJ2IjoxfQ", "totp": "287082" }))]
pub struct SecondFactorLogin {
    /// From the first step.
    #[garde(length(max = MAX_TICKET))]
    #[schema(max_length = 1024)]
    pub ticket: String,
    /// A code of the app.
    #[serde(default)]
    #[garde(inner(length(max = MAX_CODE)))]
    #[schema(max_length = 64, example = "287082")]
    pub totp: Option<String>,
    /// One of the recovery codes.
    #[serde(default)]
    #[garde(inner(length(max = MAX_CODE)))]
    #[schema(max_length = 64, example = "k3vq-5m2t-x7ap-w4nd-q6ju-2hre")]
    pub recovery_code: Option<String>,
    /// A passkey, asked for by `POST /api/auth/passkeys/login/start`.
    #[serde(default)]
    #[garde(dive)]
    pub passkey: Option<PasskeyProof>,
    /// Whether this device shall stay signed in; as the first step said, if absent.
    #[serde(default)]
    #[garde(skip)]
    pub remember: Option<bool>,
}

/// A proof that it is still the owner who holds the session.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "password": "tres tristes tigres", "totp": "287082" }))]
pub struct Reauthenticate {
    /// The password, where the account has one.
    #[serde(default)]
    #[garde(inner(custom(|password: &Password, (): &()| valid(password.check_given()))))]
    pub password: Option<Password>,
    /// A code of the app, where one is used.
    #[serde(default)]
    #[garde(inner(length(max = MAX_CODE)))]
    #[schema(max_length = 64, example = "287082")]
    pub totp: Option<String>,
    /// One of the recovery codes instead.
    #[serde(default)]
    #[garde(inner(length(max = MAX_CODE)))]
    #[schema(max_length = 64, example = "k3vq-5m2t-x7ap-w4nd-q6ju-2hre")]
    pub recovery_code: Option<String>,
    /// A passkey instead of all of these, asked for by `POST /api/auth/passkeys/login/start`.
    #[serde(default)]
    #[garde(dive)]
    pub passkey: Option<PasskeyProof>,
}

/// A first code of a new app.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "code": "287082" }))]
pub struct ConfirmTotp {
    /// Six digits.
    #[garde(length(max = MAX_CODE))]
    #[schema(max_length = 64)]
    pub code: String,
}

/// What an app needs to make codes for this account. Shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TotpSetup)]
pub struct TotpSetupView {
    /// The seed in base32, to be typed.
    #[schema(example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    pub secret: String,
    /// The same as an address that apps understand.
    #[schema(example = "otpauth://totp/video.example.org:ana_cine?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=video.example.org")]
    pub otpauth_url: String,
    /// That address as a QR code: an SVG document.
    #[schema(example = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 49 49\"></svg>")]
    pub qr_svg: String,
}

/// New recovery codes. Shown once; those from before are no longer good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RecoveryCodes)]
pub struct RecoveryCodesView {
    /// To be kept on paper; each is good for one sign-in.
    #[schema(example = json!(["k3vq-5m2t-x7ap-w4nd-q6ju-2hre"]))]
    pub recovery_codes: Vec<String>,
}

/// Which factors an account has besides its password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Factors)]
pub struct FactorsView {
    /// Whether a code of an app is asked for at sign-in.
    pub totp: bool,
    /// How many passkeys there are.
    #[schema(example = 1)]
    pub passkeys: u64,
    /// How many recovery codes are unused.
    #[schema(example = 9)]
    pub recovery_codes_left: u64,
}
