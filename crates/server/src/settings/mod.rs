//! Everything that can be configured, composed from each crate's own settings.
//!
//! `config/default.toml` is complete and commented: it is the reference, and the only place where
//! defaults are written. [`load`] lays the other sources over it and refuses unknown keys.

mod http;
mod load;
mod secret;

pub use http::{CorsSettings, HttpSettings, LimitSettings};
pub use load::{SettingsError, Sources, shown};
pub use secret::SecuritySettings;

use serde::Deserialize;
use std::path::PathBuf;

/// The whole configuration of a process, passed by value to whatever it composes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Folder for everything that the server keeps locally: database file, objects, secrets.
    pub data_dir: PathBuf,
    /// The listener and its limits.
    pub http: HttpSettings,
    /// What is logged, and in which form.
    pub log: LogSettings,
    /// The master secret.
    pub security: SecuritySettings,
}

/// What is logged, and in which form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogSettings {
    /// `pretty` for people, `json` for machines.
    pub format: LogFormat,
    /// `tracing` directives, for example `info,persistence=debug`.
    pub filter: String,
}

/// The form of the log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One line for a person.
    Pretty,
    /// One JSON object a line.
    Json,
}

impl Settings {
    /// Loads and checks the configuration.
    ///
    /// # Errors
    /// [`SettingsError`] naming every unknown key, wrong type and bad value at once.
    pub fn load(sources: &Sources) -> Result<Self, SettingsError> {
        let settings: Self = load::merged(sources)?;
        let faults = settings.validate();
        if faults.is_empty() { Ok(settings) } else { Err(SettingsError::Invalid(faults)) }
    }

    /// Every fault of every section, each naming its key.
    pub fn validate(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.data_dir.as_os_str().is_empty() {
            faults.push("data_dir: must not be empty".to_owned());
        }
        if let Err(error) = tracing_subscriber::EnvFilter::try_new(&self.log.filter) {
            faults.push(format!("log.filter: {error}"));
        }
        faults.extend(self.http.validate());
        faults.extend(self.security.validate());
        faults
    }
}
