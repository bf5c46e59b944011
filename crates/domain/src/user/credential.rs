//! What somebody can ask for about his address and his password.

use super::valid;
use super::value::{Email, Password};
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

/// Ours have 64 characters.
const MAX_TOKEN: usize = 200;

/// The token of a link in a mail.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "token": "AZnIoXw-ewKdH186KxwNTkq1bGZ0o0p3m5n8r2s7t9vXyZ0a1b2c3d4e5f6g7h8i" }))]
pub struct FollowLink {
    /// The `token` in the link.
    #[garde(length(min = 1, max = MAX_TOKEN))]
    #[schema(min_length = 1, max_length = 200)]
    pub token: String,
}

/// An address that a mail is wanted for.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email": "ana@example.org" }))]
pub struct AskForMail {
    /// The address of the account, in any case.
    #[garde(custom(|text: &str, (): &()| valid(Email::parse(text))))]
    #[schema(format = Email, max_length = 254)]
    pub email: String,
}

/// Another address for an account.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email": "ana@example.net" }))]
pub struct ChangeEmail {
    /// The new address; it holds once the link that is mailed there was followed.
    #[garde(custom(|text: &str, (): &()| valid(Email::parse(text))))]
    #[schema(format = Email, max_length = 254)]
    pub email: String,
}

/// A new password by the link in a mail.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "token": "AZnIoXw-ewKdH186KxwNTkq1bGZ0o0p3m5n8r2s7t9vXyZ0a1b2c3d4e5f6g7h8i", "password": "tres tristes tigres" }))]
pub struct ResetPassword {
    /// The `token` in the link.
    #[garde(length(min = 1, max = MAX_TOKEN))]
    #[schema(min_length = 1, max_length = 200)]
    pub token: String,
    /// 8 characters to 1,024 bytes; the most common passwords are refused.
    #[garde(custom(|password: &Password, (): &()| valid(password.check_new())))]
    pub password: Password,
}

/// A new password by who is signed in.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "current_password": "tres tristes tigres", "new_password": "una tarde de cine" }))]
pub struct ChangePassword {
    /// The password so far. May be left out by accounts that have none, after a recent sign-in.
    #[serde(default)]
    #[garde(inner(custom(|password: &Password, (): &()| valid(password.check_given()))))]
    pub current_password: Option<Password>,
    /// 8 characters to 1,024 bytes; the most common passwords are refused.
    #[garde(custom(|password: &Password, (): &()| valid(password.check_new())))]
    pub new_password: Password,
    /// Whether the other sessions of the account go on; they end otherwise.
    #[serde(default)]
    #[garde(skip)]
    #[schema(default = false)]
    pub keep_other_sessions: bool,
    /// Whether the API keys of the account are revoked too; they stay otherwise.
    #[serde(default)]
    #[garde(skip)]
    #[schema(default = false)]
    pub revoke_api_keys: bool,
}
