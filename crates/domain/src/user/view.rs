//! How accounts are shown to their owners, and what a sign-in gives.

use super::{AvatarLinks, Role, User};
use crate::id::UserId;
use serde::Serialize;
use utoipa::ToSchema;

/// An account as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UserView {
    /// Its identifier.
    pub id: UserId,
    /// Its name in addresses.
    #[schema(example = "ana_cine")]
    pub handle: String,
    /// Its name as it is written.
    #[schema(example = "Ana Cine")]
    pub display_name: String,
    /// Its picture.
    pub avatar_url: Option<String>,
    /// What it may do.
    pub role: Role,
    /// Its mail address.
    #[schema(example = "ana@example.org", format = Email)]
    pub email: String,
    /// Whether its owner proved to read that address's mail.
    pub email_verified: bool,
}

impl UserView {
    /// What the owner sees of an account.
    pub fn new(user: &User, avatars: &AvatarLinks) -> Self {
        Self {
            id: user.id,
            handle: user.handle.as_str().to_owned(),
            display_name: user.display_name.clone(),
            avatar_url: user.avatar.map(|avatar| avatars.url(user.id, avatar)),
            role: user.role,
            email: user.email.as_str().to_owned(),
            email_verified: user.email_verified_at.is_some(),
        }
    }
}

/// The answer to a registration; signing in is the next step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RegisteredView {
    /// The new account.
    pub user: UserView,
}

/// The answer to a registration where the address must be proven first: the same whether or not the
/// address has an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PendingView {
    /// Where the mail goes that tells how to go on.
    #[schema(example = "ana@example.org", format = Email)]
    pub email: String,
}

/// The answer to "who am I".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionView {
    /// The signed-in account, or null.
    pub user: Option<UserView>,
}

/// The answer to a password that was set by mail, to clients that keep no cookies.
#[derive(Clone, Serialize, ToSchema)]
pub struct DeviceTokenView {
    /// See `device_token` of a sign-in.
    pub device_token: String,
}

/// The answer to a sign-in and to a refresh (RFC 6749 section 5.1, with the account).
#[derive(Clone, Serialize, ToSchema)]
pub struct TokenResponse {
    /// Signed JWT for `Authorization: Bearer`.
    #[schema(example = "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.e30.c2ln")]
    pub access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(example = 900)]
    pub expires_in: u64,
    /// For the next refresh; only with `?delivery=body`, otherwise it is in a cookie that scripts can't read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub refresh_token: Option<String>,
    /// Shows that this device has signed in before; only after a sign-in with `?delivery=body`, otherwise it
    /// is in a cookie. Keep it, and send it as `Claqueta-Device` with every later sign-in: strangers who guess
    /// at the account's password then can't keep this device out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub device_token: Option<String>,
    /// Who signed in.
    pub user: UserView,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;
    use crate::user::{Email, Handle};
    use serde_json::json;

    #[test]
    fn the_token_response_has_the_promised_shape() {
        let (email, handle) = (Email::parse("Ana@example.org").unwrap(), Handle::parse("Ana_Cine").unwrap());
        let user = User::new(UserId(uuid::Uuid::nil()), email, handle, Role::Creator, "hash".into(), Timestamp::from_millis(0));
        let response = TokenResponse {
            access_token: "eyJ".into(),
            token_type: "Bearer",
            expires_in: 900,
            refresh_token: None,
            device_token: None,
            user: UserView::new(&user, &AvatarLinks::default()),
        };
        assert_eq!(
            serde_json::to_value(response).unwrap(),
            json!({
                "access_token": "eyJ", "token_type": "Bearer", "expires_in": 900,
                "user": {
                    "id": "00000000-0000-0000-0000-000000000000", "handle": "Ana_Cine", "display_name": "Ana_Cine", "avatar_url": null,
                    "role": "creator", "email": "Ana@example.org", "email_verified": false
                }
            })
        );
    }
}
