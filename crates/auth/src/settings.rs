//! What an operator can set about identity.

use crate::limiter::Quota;
use crate::providers::ProviderSettings;
use domain::mail::Purpose;
use domain::session::Lifetime;
use domain::user::Role;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

/// Who may make an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignUp {
    /// Everybody.
    #[default]
    Open,
    /// Everybody, but an administrator must let each account in; who is invited is in at once.
    Approval,
    /// Who is invited.
    Invitation,
    /// Nobody; administrators make accounts.
    Closed,
}

/// Section `[auth]`. Lengths of time are in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Who may make an account.
    pub sign_up: SignUp,
    /// The role of accounts made without an invitation: `viewer` or `creator`.
    pub new_account_role: Role,
    /// Whether an address must be proven before its account can sign in. Signing up then does not tell
    /// whether an address has an account.
    pub require_verified_email: bool,
    /// How long a link that proves an address is good.
    pub verify_link_seconds: u64,
    /// How long a link that sets a password is good.
    pub reset_link_seconds: u64,
    /// Sign-ups that a client address (IPv6: a /64) may send at once; they come back over the window.
    pub sign_ups_per_address: u32,
    /// Mails that may be asked for at once to one address.
    pub mails_to_address: u32,
    /// The same by one client address (IPv6: a /64).
    pub mails_from_address: u32,
    /// Over which time sign-ups and mails come back.
    pub mail_window_seconds: u64,
    /// The `aud` of access tokens: who they are meant for.
    pub audience: String,
    /// Life of an access token.
    pub access_token_seconds: u64,
    /// How long a session may go without a refresh.
    pub refresh_idle_seconds: u64,
    /// The same for a session that shall not be remembered.
    pub unremembered_idle_seconds: u64,
    /// How long a session may live however much it is used.
    pub refresh_absolute_seconds: u64,
    /// After how many days the next key signs access tokens. 0: never by itself.
    pub signing_key_days: u64,
    /// How long a sign-in counts as recent: what is dangerous asks for one.
    pub recent_login_seconds: u64,
    /// How long the previous refresh token still yields the same successor.
    pub refresh_grace_seconds: u64,
    /// Argon2id memory per hash, in KiB.
    pub argon2_memory_kib: u32,
    /// Argon2id passes over that memory.
    pub argon2_iterations: u32,
    /// Argon2id lanes.
    pub argon2_parallelism: u32,
    /// How many passwords are hashed at once; more wait. 0: half of the processors, so that a crowd
    /// of sign-ins leaves the other half to everybody else.
    pub max_concurrent_hashes: u32,
    /// How long a request waits for its turn to hash before it is told to come back.
    pub hash_wait_seconds: u64,
    /// Wrong passwords for one account at once: from one client address (IPv6: a /64), on one device that
    /// signed in to it before, or in one session. They come back over the window.
    pub login_attempts_per_client: u32,
    /// Wrong passwords from one client address at once, for any accounts.
    pub login_attempts_per_address: u32,
    /// Over which time these attempts come back.
    pub login_window_seconds: u64,
    /// Wrong passwords for one account in an hour from all devices that it doesn't know.
    pub unknown_device_attempts_per_hour: u32,
    /// The same in a day: whoever goes on for hours gets slower.
    pub unknown_device_attempts_per_day: u32,
    /// The domain that passkeys are bound to: the host of the public URL if it is empty. Frontends on
    /// other hosts can use passkeys if this is a parent domain of all of them.
    pub passkey_domain: String,
    /// How long the owner of a deleted account can have it back, in days.
    pub deletion_grace_days: u64,
    /// How long a handle stays after it was changed, in days.
    pub handle_change_days: u64,
    /// How long a former handle leads to its account and is nobody else's, in days.
    pub former_handle_days: u64,
    /// The largest file that is taken as an account's picture, in bytes.
    pub avatar_max_bytes: u64,
    /// Wrong second factors that an account may have at once; only who knows its password can have any. Each
    /// device that it knows, and each session, has as many of its own.
    pub second_factor_attempts: u32,
    /// Over which time they come back.
    pub second_factor_window_seconds: u64,
    /// Who else may say who somebody is, by their names in addresses.
    pub providers: BTreeMap<String, ProviderSettings>,
}

impl Default for Settings {
    /// The values of `config/default.toml`. Argon2id as OWASP advises: 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self {
            sign_up: SignUp::Open,
            new_account_role: Role::Creator,
            require_verified_email: false,
            verify_link_seconds: 2 * 86_400,
            reset_link_seconds: 3600,
            sign_ups_per_address: 30,
            mails_to_address: 5,
            mails_from_address: 30,
            mail_window_seconds: 3600,
            audience: "claqueta".into(),
            access_token_seconds: 900,
            refresh_idle_seconds: 30 * 86_400,
            unremembered_idle_seconds: 12 * 3600,
            refresh_absolute_seconds: 365 * 86_400,
            signing_key_days: 90,
            recent_login_seconds: 600,
            refresh_grace_seconds: 10,
            argon2_memory_kib: 19_456,
            argon2_iterations: 2,
            argon2_parallelism: 1,
            max_concurrent_hashes: 0,
            hash_wait_seconds: 10,
            login_attempts_per_client: 10,
            login_attempts_per_address: 100,
            login_window_seconds: 900,
            unknown_device_attempts_per_hour: 100,
            unknown_device_attempts_per_day: 300,
            passkey_domain: String::new(),
            deletion_grace_days: 14,
            handle_change_days: 1,
            former_handle_days: 365,
            avatar_max_bytes: 10 * 1024 * 1024,
            second_factor_attempts: 10,
            second_factor_window_seconds: 3600,
            providers: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Every fault of the section; empty when it can be used.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut demand = |holds: bool, fault: &str| {
            if !holds {
                faults.push(format!("auth.{fault}"));
            }
        };
        demand((300..=30 * 86_400).contains(&self.verify_link_seconds), "verify_link_seconds must be 300 to 2592000");
        demand((300..=86_400).contains(&self.reset_link_seconds), "reset_link_seconds must be 300 to 86400");
        demand(self.sign_ups_per_address > 0, "sign_ups_per_address must be at least 1");
        demand(self.mails_to_address > 0 && self.mails_from_address > 0, "mails_to_address and mails_from_address must be at least 1");
        demand((60..=86_400).contains(&self.mail_window_seconds), "mail_window_seconds must be 60 to 86400");
        demand(self.new_account_role <= Role::Creator, "new_account_role must be viewer or creator");
        demand(!self.audience.trim().is_empty(), "audience must not be empty");
        demand((60..=86_400).contains(&self.access_token_seconds), "access_token_seconds must be 60 to 86400");
        demand(self.refresh_idle_seconds > self.access_token_seconds, "refresh_idle_seconds must be more than access_token_seconds");
        demand(
            self.unremembered_idle_seconds > self.access_token_seconds,
            "unremembered_idle_seconds must be more than access_token_seconds",
        );
        demand(self.signing_key_days <= 3650, "signing_key_days must be at most 3650");
        demand((60..=86_400).contains(&self.recent_login_seconds), "recent_login_seconds must be 60 to 86400");
        demand(
            self.refresh_absolute_seconds >= self.refresh_idle_seconds,
            "refresh_absolute_seconds must be at least refresh_idle_seconds",
        );
        demand(self.refresh_absolute_seconds <= 10 * 365 * 86_400, "refresh_absolute_seconds must be at most ten years");
        demand(self.refresh_grace_seconds <= 60, "refresh_grace_seconds must be at most 60");
        demand((1..=64).contains(&self.argon2_parallelism), "argon2_parallelism must be 1 to 64");
        demand(
            (8 * u64::from(self.argon2_parallelism)..=4 * 1024 * 1024).contains(&u64::from(self.argon2_memory_kib)),
            "argon2_memory_kib must be 8 per lane to 4194304",
        );
        demand((1..=100).contains(&self.argon2_iterations), "argon2_iterations must be 1 to 100");
        demand(self.max_concurrent_hashes <= 1024, "max_concurrent_hashes must be at most 1024");
        demand((1..=60).contains(&self.hash_wait_seconds), "hash_wait_seconds must be 1 to 60");
        demand(self.login_attempts_per_client > 0, "login_attempts_per_client must be at least 1");
        demand(self.login_attempts_per_address > 0, "login_attempts_per_address must be at least 1");
        demand((1..=86_400).contains(&self.login_window_seconds), "login_window_seconds must be 1 to 86400");
        demand(self.unknown_device_attempts_per_hour > 0, "unknown_device_attempts_per_hour must be at least 1");
        demand(self.unknown_device_attempts_per_day > 0, "unknown_device_attempts_per_day must be at least 1");
        let is_host = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
        demand(is_host(&self.passkey_domain), "passkey_domain must be a domain such as example.org, without scheme and port");
        demand(self.deletion_grace_days <= 365, "deletion_grace_days must be at most 365");
        demand(self.handle_change_days <= 365, "handle_change_days must be at most 365");
        demand(self.former_handle_days <= 3650, "former_handle_days must be at most 3650");
        demand((1024..=64 * 1024 * 1024).contains(&self.avatar_max_bytes), "avatar_max_bytes must be 1024 to 67108864");
        demand(self.second_factor_attempts > 0, "second_factor_attempts must be at least 1");
        demand((60..=86_400).contains(&self.second_factor_window_seconds), "second_factor_window_seconds must be 60 to 86400");
        faults.extend(self.providers.iter().flat_map(|(slug, provider)| provider.validate(slug)));
        faults
    }

    /// How long the owner of a deleted account can have it back.
    pub fn deletion_grace(&self) -> Duration {
        days(self.deletion_grace_days)
    }

    /// How long a handle stays after it was changed.
    pub fn handle_change(&self) -> Duration {
        days(self.handle_change_days)
    }

    /// The largest file that is taken as a picture.
    pub fn avatar_bytes(&self) -> usize {
        usize::try_from(self.avatar_max_bytes).unwrap_or(usize::MAX)
    }

    /// How long a former handle is kept.
    pub fn former_handle(&self) -> Duration {
        days(self.former_handle_days)
    }

    /// Wrong second factors that one account may have.
    pub fn second_factor(&self) -> Quota {
        Quota { burst: self.second_factor_attempts, window: Duration::from_secs(self.second_factor_window_seconds) }
    }

    /// How long sessions live.
    pub fn lifetime(&self, persistent: bool) -> Lifetime {
        let idle = if persistent { self.refresh_idle_seconds } else { self.unremembered_idle_seconds };
        Lifetime { idle: Duration::from_secs(idle), absolute: Duration::from_secs(self.refresh_absolute_seconds) }
    }

    /// After how long the next key signs access tokens, if it shall by itself.
    pub fn signing_key_age(&self) -> Option<Duration> {
        (self.signing_key_days > 0).then(|| Duration::from_hours(24 * self.signing_key_days))
    }

    /// How long a sign-in counts as recent.
    pub fn recent_login(&self) -> Duration {
        Duration::from_secs(self.recent_login_seconds)
    }

    /// How long the previous refresh token still yields the same successor.
    pub fn grace(&self) -> Duration {
        Duration::from_secs(self.refresh_grace_seconds)
    }

    /// Wrong passwords for one account from one client.
    pub fn per_client(&self) -> Quota {
        Quota { burst: self.login_attempts_per_client, window: self.login_window() }
    }

    /// Wrong passwords for one account from all devices that it doesn't know, in an hour.
    pub fn strangers_per_hour(&self) -> Quota {
        Quota { burst: self.unknown_device_attempts_per_hour, window: Duration::from_hours(1) }
    }

    /// The same in a day.
    pub fn strangers_per_day(&self) -> Quota {
        Quota { burst: self.unknown_device_attempts_per_day, window: Duration::from_hours(24) }
    }

    /// Wrong passwords from one client address.
    pub fn per_address(&self) -> Quota {
        Quota { burst: self.login_attempts_per_address, window: self.login_window() }
    }

    /// How many passwords are hashed at once, at least one.
    pub fn hashing_places(&self) -> usize {
        match usize::try_from(self.max_concurrent_hashes) {
            Ok(chosen) if chosen > 0 => chosen,
            _ => std::thread::available_parallelism().map_or(1, |processors| (processors.get() / 2).max(1)),
        }
    }

    fn login_window(&self) -> Duration {
        Duration::from_secs(self.login_window_seconds)
    }

    /// How long a link is good.
    pub fn link_lifetime(&self, purpose: Purpose) -> Duration {
        Duration::from_secs(match purpose {
            Purpose::VerifyEmail | Purpose::ChangeEmail => self.verify_link_seconds,
            Purpose::ResetPassword => self.reset_link_seconds,
        })
    }

    /// Sign-ups that one client address may send.
    pub fn sign_ups(&self) -> Quota {
        Quota { burst: self.sign_ups_per_address, window: self.mail_window() }
    }

    /// Mails that may be asked for to one address.
    pub fn mails_to_address(&self) -> Quota {
        Quota { burst: self.mails_to_address, window: self.mail_window() }
    }

    /// Mails that one client address may ask for.
    pub fn mails_from_address(&self) -> Quota {
        Quota { burst: self.mails_from_address, window: self.mail_window() }
    }

    fn mail_window(&self) -> Duration {
        Duration::from_secs(self.mail_window_seconds)
    }

    /// The role of who signs up without an invitation, or `None` where nobody may.
    pub fn new_account_role(&self) -> Option<Role> {
        match self.sign_up {
            SignUp::Open | SignUp::Approval => Some(self.new_account_role),
            SignUp::Invitation | SignUp::Closed => None,
        }
    }

    /// Whether who signs up without an invitation must wait for an administrator.
    pub fn needs_approval(&self) -> bool {
        self.sign_up == SignUp::Approval
    }
}

fn days(count: u64) -> Duration {
    Duration::from_secs(count.saturating_mul(86_400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_valid_and_faults_are_listed_together() {
        assert_eq!(Settings::default().validate(), Vec::<String>::new());
        let broken = Settings { audience: " ".into(), argon2_memory_kib: 1, max_concurrent_hashes: 9999, ..Settings::default() };
        assert_eq!(broken.validate().len(), 3, "{:?}", broken.validate());
    }

    #[test]
    fn a_new_account_is_a_viewer_or_a_creator_and_never_more() {
        for (role, faults) in [(Role::Viewer, 0), (Role::Creator, 0), (Role::Moderator, 1), (Role::Admin, 1)] {
            assert_eq!(Settings { new_account_role: role, ..Settings::default() }.validate().len(), faults, "{role:?}");
        }
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let error = serde_json::from_str::<Settings>(r#"{ "access_token_secs": 1 }"#).unwrap_err();
        assert!(error.to_string().contains("access_token_secs"));
    }
}
