//! What somebody without a session can ask for.

use super::value::{Email, Handle, Password};
use super::{MAX_DISPLAY_NAME, valid};
use crate::text;
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

/// Longer than any handle or address, so that nothing useful is refused.
const MAX_LOGIN_NAME: usize = 254;
/// Ours have 64 characters.
const MAX_INVITATION: usize = 200;

/// A new account.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email": "ana@example.org", "password": "tres tristes tigres", "handle": "ana_cine", "display_name": "Ana Cine" }))]
pub struct Register {
    /// Mail address, at most 254 bytes; unique whatever its case.
    #[garde(custom(|text: &str, (): &()| valid(Email::parse(text))))]
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    /// 8 characters to 1,024 bytes; the most common passwords are refused.
    #[garde(custom(|password: &Password, (): &()| valid(password.check_new())))]
    pub password: Password,
    /// Public name in addresses; unique whatever its case.
    #[garde(custom(|text: &str, (): &()| valid(Handle::parse(text))))]
    #[schema(min_length = 3, max_length = 30, pattern = "^[A-Za-z0-9_]+$")]
    pub handle: String,
    /// The name as it shall be written, 1 to 80 characters; the handle if absent.
    #[serde(default)]
    #[garde(inner(custom(text::line(MAX_DISPLAY_NAME))))]
    #[schema(min_length = 1, max_length = 80)]
    pub display_name: Option<String>,
    /// The code of an invitation, where one is needed.
    #[serde(default)]
    #[garde(length(max = MAX_INVITATION))]
    #[schema(max_length = 200)]
    pub invitation: Option<String>,
}

/// A sign-in with a password.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email_or_handle": "ana@example.org", "password": "tres tristes tigres" }))]
pub struct Login {
    /// Either of the account's names, in any case.
    #[garde(custom(text::line(MAX_LOGIN_NAME)))]
    #[schema(min_length = 1, max_length = 254)]
    pub email_or_handle: String,
    /// The account's password.
    #[garde(custom(|password: &Password, (): &()| valid(password.check_given())))]
    pub password: Password,
    /// A code of the authenticator app, for accounts that use one; without it, the answer says what is missing.
    #[serde(default)]
    #[garde(inner(length(max = 64)))]
    #[schema(max_length = 64, example = "287082")]
    pub totp: Option<String>,
    /// Whether this device shall stay signed in when the browser is closed.
    #[serde(default = "yes")]
    #[garde(skip)]
    #[schema(default = true)]
    pub remember: bool,
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_form_is_reported_at_once() {
        let form = r#"{ "email": "ana", "password": "corta", "handle": "a b", "display_name": "" }"#;
        let report = serde_json::from_str::<Register>(form).unwrap().validate().unwrap_err();
        let mut fields: Vec<String> = report.iter().map(|(path, _)| path.to_string()).collect();
        fields.sort();
        assert_eq!(fields, ["display_name", "email", "handle", "password"]);
    }

    #[test]
    fn a_good_form_passes_and_unknown_members_do_not() {
        let good = r#"{ "email": "ana@example.org", "password": "tres tristes tigres", "handle": "ana_cine" }"#;
        assert!(serde_json::from_str::<Register>(good).unwrap().validate().is_ok());
        let smuggled = r#"{ "email": "ana@example.org", "password": "tres tristes tigres", "handle": "ana_cine", "role": "admin" }"#;
        assert!(serde_json::from_str::<Register>(smuggled).unwrap_err().to_string().contains("role"));
    }

    #[test]
    fn a_sign_in_does_not_repeat_the_rules_of_registration() {
        let form = r#"{ "email_or_handle": "Ana", "password": "corta" }"#;
        assert!(serde_json::from_str::<Login>(form).unwrap().validate().is_ok());
    }
}
