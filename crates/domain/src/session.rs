//! Sessions, and what a presented refresh token means.
//!
//! A session is one sign-in on one device. Its refresh tokens are numbered: token `n` is good while
//! the session's counter is `n`, and using it moves the counter to `n + 1`. An older number that
//! comes back was copied by somebody, so the session ends (RFC 9700 section 4.14.2). The one
//! exception is the number just before the current one within a short grace: two tabs that refresh
//! at once, or an answer lost on the way.

use crate::id::{SessionId, UserId};
use crate::time::Timestamp;
use garde::Validate;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::time::Duration;
use utoipa::ToSchema;

/// User agents longer than this are cut: they are shown to people, not parsed.
const MAX_USER_AGENT: usize = 300;
/// Ours have 76 characters.
const MAX_REFRESH_TOKEN: usize = 200;

/// Where a sign-in comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    user_agent: Option<String>,
    address: Option<IpAddr>,
    ticket: Option<String>,
}

impl Device {
    /// From the request's `User-Agent` and the client's address as the edge believes it.
    pub fn new(user_agent: Option<&str>, address: Option<IpAddr>) -> Self {
        let user_agent = user_agent.map(|text| crate::text::salvage(text, MAX_USER_AGENT)).filter(|text| !text.is_empty());
        Self { user_agent, address: address.map(|a| a.to_canonical()), ticket: None }
    }

    /// The same with what it brought to show that it signed in before.
    #[must_use]
    pub fn with_ticket(self, ticket: Option<String>) -> Self {
        Self { ticket, ..self }
    }

    /// What it brought to show that it signed in before; nothing that was read from a row has it.
    pub fn ticket(&self) -> Option<&str> {
        self.ticket.as_deref()
    }

    /// The client program, shortened and free of control characters.
    pub fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }

    /// The client's address; IPv4 in its own form even over an IPv6 socket.
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }
}

/// How somebody proved who he is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// By the account's password.
    Password,
    /// At an identity provider.
    Provider,
    /// By a passkey.
    Passkey,
}

impl Method {
    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Provider => "provider",
            Self::Passkey => "passkey",
        }
    }

    /// The method with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Password, Self::Provider, Self::Passkey].into_iter().find(|method| method.name() == name)
    }
}

/// How a session begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// What proved the account.
    pub method: Method,
    /// Whether it shall outlive the browser's window ("remember me").
    pub persistent: bool,
}

/// How long sessions live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// How long a session may go unused.
    pub idle: Duration,
    /// How long it may live however much it is used.
    pub absolute: Duration,
}

/// One sign-in on one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its identifier; also names the family of refresh tokens.
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// Which of its tokens are good.
    pub state: State,
    /// Where the sign-in came from.
    pub device: Device,
    /// How it began.
    pub sign_in: SignIn,
    /// When its owner last proved himself by more than holding a token.
    pub authenticated_at: Timestamp,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last refreshed.
    pub last_seen_at: Timestamp,
}

/// What decides whether a session's tokens are good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// The number of the refresh token that is good now.
    pub refresh_counter: u64,
    /// When the counter last moved.
    pub rotated_at: Timestamp,
    /// When the session ends unless it is refreshed before.
    pub expires_at: Timestamp,
    /// When it was ended: by its owner, by an administrator, or because a token was reused.
    pub revoked_at: Option<Timestamp>,
}

impl Session {
    /// A fresh session.
    pub fn begin(id: SessionId, user_id: UserId, device: Device, sign_in: SignIn, lifetime: Lifetime, now: Timestamp) -> Self {
        Self {
            id,
            user_id,
            state: State { refresh_counter: 0, rotated_at: now, expires_at: expiry(now, now, lifetime), revoked_at: None },
            device,
            sign_in,
            authenticated_at: now,
            created_at: now,
            last_seen_at: now,
        }
    }

    /// The session after its refresh token number `presented` was used.
    #[must_use]
    pub fn rotated(&self, presented: u64, lifetime: Lifetime, now: Timestamp) -> Self {
        let expires_at = expiry(self.created_at, now, lifetime);
        let state = State { refresh_counter: presented.saturating_add(1), rotated_at: now, expires_at, ..self.state };
        Self { state, last_seen_at: now, ..self.clone() }
    }
}

fn expiry(created_at: Timestamp, now: Timestamp, lifetime: Lifetime) -> Timestamp {
    now.plus(lifetime.idle).min(created_at.plus(lifetime.absolute))
}

/// What a genuine refresh token means for its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refresh {
    /// It is the current one: move on.
    Rotate,
    /// It was used a moment ago: answer with the same successor again.
    SameSuccessor,
    /// It was used long ago, so there are two holders: end the session.
    Reuse,
    /// The session went unused for too long, or reached its greatest age.
    Expired,
    /// The session was ended.
    Revoked,
}

/// Judges refresh token number `presented`, whose genuineness was checked before.
pub fn refresh(state: State, presented: u64, grace: Duration, now: Timestamp) -> Refresh {
    if state.revoked_at.is_some() {
        return Refresh::Revoked;
    }
    if now >= state.expires_at {
        return Refresh::Expired;
    }
    // A number ahead of the row was given out by us and then forgotten: the database is a restored
    // copy, or lost its last commits with the power. Its holder is the rightful one.
    if presented >= state.refresh_counter {
        return Refresh::Rotate;
    }
    if presented.saturating_add(1) == state.refresh_counter && now.since(state.rotated_at) <= grace {
        return Refresh::SameSuccessor;
    }
    Refresh::Reuse
}

/// A refresh by a client that keeps the token itself; browsers send an empty object and the cookie.
#[derive(Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// The newest refresh token; from the cookie if absent.
    #[serde(default)]
    #[garde(length(max = MAX_REFRESH_TOKEN))]
    #[schema(max_length = 200)]
    pub refresh_token: Option<String>,
}

/// A session as its owner sees it among the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeviceView {
    /// Its identifier.
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub current: bool,
    /// How it began.
    pub method: Method,
    /// Whether it outlives the browser's window.
    pub persistent: bool,
    /// The client program, as it named itself.
    #[schema(example = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0")]
    pub user_agent: Option<String>,
    /// The address that it began from.
    #[schema(example = "192.0.2.7")]
    pub address: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last refreshed; a client in use refreshes every few minutes.
    pub last_seen_at: Timestamp,
    /// When it ends unless it is refreshed before.
    pub expires_at: Timestamp,
}

impl DeviceView {
    /// The view for whoever asks through the session `current`.
    pub fn new(session: &Session, current: Option<SessionId>) -> Self {
        Self {
            id: session.id,
            current: current == Some(session.id),
            method: session.sign_in.method,
            persistent: session.sign_in.persistent,
            user_agent: session.device.user_agent().map(str::to_owned),
            address: session.device.address().map(|address| address.to_string()),
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.state.expires_at,
        }
    }
}

/// The public keys that check our access tokens (RFC 7517).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct JwksView {
    /// The signing key first, then former ones whose tokens may still live.
    pub keys: Vec<JwkView>,
}

/// One Ed25519 public key (RFC 8037).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct JwkView {
    /// Key type.
    #[schema(example = "OKP")]
    pub kty: &'static str,
    /// Curve.
    #[schema(example = "Ed25519")]
    pub crv: &'static str,
    /// What it is for.
    #[serde(rename = "use")]
    #[schema(example = "sig")]
    pub usage: &'static str,
    /// Algorithm.
    #[schema(example = "EdDSA")]
    pub alg: &'static str,
    /// The key's thumbprint (RFC 7638).
    #[schema(example = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")]
    pub kid: String,
    /// The public key, base64url.
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    pub x: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const DAY: Duration = Duration::from_hours(24);
    const GRACE: Duration = Duration::from_secs(10);
    const LIFETIME: Lifetime = Lifetime { idle: Duration::from_hours(30 * 24), absolute: Duration::from_hours(90 * 24) };
    const T0: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn session(counter: u64) -> Session {
        let sign_in = SignIn { method: Method::Password, persistent: true };
        let begun = Session::begin(SessionId(Uuid::nil()), UserId(Uuid::nil()), Device::default(), sign_in, LIFETIME, T0);
        (0..counter).fold(begun, |s, n| s.rotated(n, LIFETIME, T0))
    }

    fn judge(session: &Session, presented: u64, after: Duration) -> Refresh {
        refresh(session.state, presented, GRACE, T0.plus(after))
    }

    #[test]
    fn the_current_token_rotates_at_any_time_before_expiry() {
        for after in [Duration::ZERO, DAY, 29 * DAY] {
            assert_eq!(judge(&session(3), 3, after), Refresh::Rotate);
        }
        assert_eq!(judge(&session(3), 3, 30 * DAY), Refresh::Expired);
    }

    #[test]
    fn the_one_before_gets_the_same_successor_within_the_grace_only() {
        assert_eq!(judge(&session(3), 2, Duration::ZERO), Refresh::SameSuccessor);
        assert_eq!(judge(&session(3), 2, GRACE), Refresh::SameSuccessor);
        assert_eq!(judge(&session(3), 2, GRACE + Duration::from_millis(1)), Refresh::Reuse);
    }

    #[test]
    fn a_grandparent_is_reuse_even_within_the_grace() {
        assert_eq!(judge(&session(3), 1, Duration::ZERO), Refresh::Reuse);
        assert_eq!(judge(&session(3), 0, DAY), Refresh::Reuse);
    }

    #[test]
    fn a_row_that_fell_behind_follows_the_genuine_token() {
        let restored = session(2);
        assert_eq!(judge(&restored, 5, DAY), Refresh::Rotate);
        assert_eq!(restored.rotated(5, LIFETIME, T0).state.refresh_counter, 6);
    }

    #[test]
    fn revocation_and_expiry_come_before_the_number() {
        let mut revoked = session(3);
        revoked.state.revoked_at = Some(T0);
        for presented in [0, 2, 3, 9] {
            assert_eq!(judge(&revoked, presented, Duration::ZERO), Refresh::Revoked);
            assert_eq!(judge(&session(3), presented, 30 * DAY), Refresh::Expired);
        }
    }

    #[test]
    fn use_extends_a_session_up_to_its_greatest_age() {
        let used = session(0).rotated(0, LIFETIME, T0.plus(20 * DAY));
        assert_eq!(used.state.expires_at, T0.plus(50 * DAY));
        assert_eq!(used.rotated(1, LIFETIME, T0.plus(80 * DAY)).state.expires_at, T0.plus(90 * DAY));
    }

    #[test]
    fn a_device_is_made_presentable() {
        let device = Device::new(Some(&format!("Mozilla\u{0}/5.0 {}", "x".repeat(1000))), Some("::ffff:192.0.2.1".parse().unwrap()));
        assert_eq!(device.user_agent().unwrap().chars().count(), MAX_USER_AGENT);
        assert!(device.user_agent().unwrap().starts_with("Mozilla /5.0"));
        assert_eq!(device.address().unwrap().to_string(), "192.0.2.1");
        assert_eq!(Device::new(Some("  "), None), Device::default());
    }
}
