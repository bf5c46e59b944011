//! Who somebody is: accounts, passwords, sessions, access tokens and the keys that sign them.
//!
//! Must not: answer HTTP (cookies and statuses are the server's; it asks identity providers, though), decide what an actor may do with a
//! video (that is `domain::access`), send mail, or read a clock, the environment or randomness by
//! itself: all three come in with [`Ctx`].
//!
//! Start reading at [`sessions`] (sign in, refresh, authenticate) and [`accounts`] (register). Below
//! them, each usable alone:
//!
//! * [`factors`]: what a sign-in asks for beyond the password
//! * [`passkeys`]: signing in by an authenticator instead of a password
//! * [`profile`]: what an account tells of itself, and its picture
//! * [`deletion`] and [`export`]: leaving, and taking along what is held
//! * [`keys`]: the one master secret and everything that is derived from it
//! * [`signing`]: the keys that sign access tokens, and how one follows another
//! * [`standing`]: whether what was begun may go on
//! * [`token`]: access tokens, short-lived JWTs that other services can check by our JWKS
//! * [`refresh`]: refresh tokens, derived from a session's number and stored nowhere
//! * [`ticket`]: texts that only we can make, for mail links and the like
//! * [`vault`]: secrets that must be readable again, sealed for the database
//! * [`api_keys`]: keys for programs, with scopes
//! * [`administration`]: accounts in the hands of administrators, and the audit log
//! * [`password`]: Argon2id off the async threads, and which passwords are too common
//! * [`video_locks`]: passwords of videos, and what shows that one was given
//! * [`providers`]: signing in with OpenID Connect and GitHub
//! * [`limiter`]: counts of what may be tried so often; `attempts` says which a password takes, and
//!   `known_devices` who is beyond the reach of strangers

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

pub mod accounts;
pub mod administration;
pub mod api_keys;
mod attempts;
mod caller;
mod ctx;
pub mod deletion;
pub mod devices;
pub mod email;
mod error;
pub mod export;
pub mod factors;
pub mod invitations;
pub mod keys;
mod known_devices;
pub mod limiter;
pub mod mail;
pub mod passkeys;
pub mod password;
pub mod passwords;
pub mod profile;
pub mod providers;
pub mod refresh;
pub mod sessions;
mod settings;
mod sign_up;
pub mod signing;
mod site;
pub mod standing;
mod sweep;
pub mod ticket;
pub mod token;
pub mod vault;
pub mod video_locks;
mod ways_in;

pub use caller::Caller;
pub use ctx::Ctx;
pub use error::{Error, Result};
pub use settings::{Settings, SignUp};
pub use site::Site;
pub use sweep::sweep;
