//! Everything that can be configured, composed from each crate's own settings.
//!
//! `config/default.toml` is complete and commented: it is the reference, and the only place where
//! defaults are written. `load` lays the other sources over it and refuses unknown keys.

mod http;
mod load;
mod network;
mod playback;
mod rate_limits;
mod secret;

pub use http::{CorsSettings, HttpSettings, LimitSettings};
pub use load::{SettingsError, Sources, shown};
pub use network::Network;
pub use playback::PlaybackSettings;
pub use rate_limits::{Rate, RateLimitSettings};
pub use secret::SecuritySettings;

use integrations::mail::{MailSettings, Transport};
use media::ffmpeg::FfmpegSettings;
use media::inspect::InspectSettings;
use media::plan::LadderSettings;
use media::staging::StagingSettings;
use media::storage::StorageSettings;
use pipeline::{RetentionSettings, UploadSettings};
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
    /// How many requests a client may send.
    pub rate_limits: RateLimitSettings,
    /// What is logged, and in which form.
    pub log: LogSettings,
    /// The master secret.
    pub security: SecuritySettings,
    /// The database.
    pub database: persistence::Settings,
    /// What several servers count together.
    pub redis: cache::Settings,
    /// Where media is kept.
    pub storage: StorageSettings,
    /// Accounts and sessions.
    pub auth: auth::Settings,
    /// How mail leaves.
    pub mail: MailSettings,
    /// Uploads in progress.
    pub staging: StagingSettings,
    /// The file size that an upload may have, and for how long it may be continued.
    pub upload: UploadSettings,
    /// How long things are kept that nobody wants any more.
    pub retention: RetentionSettings,
    /// What people may say under videos.
    pub comments: comments::Settings,
    /// What players get.
    pub playback: PlaybackSettings,
    /// How views are counted.
    pub views: library::views::Settings,
    /// How things are found.
    pub search: search::Settings,
    /// Background work.
    pub worker: jobs::Settings,
    /// The ffmpeg runner.
    pub ffmpeg: FfmpegSettings,
    /// Which sources are accepted.
    pub inspect: InspectSettings,
    /// The renditions that are made.
    pub ladder: LadderSettings,
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
        let settings = load::merged::<Self>(sources)?.settled();
        let faults = settings.validate();
        if faults.is_empty() { Ok(settings) } else { Err(SettingsError::Invalid(faults)) }
    }

    /// Fills what depends on the data folder: an empty database or storage URL means a place in it.
    fn settled(mut self) -> Self {
        if let Ok(absolute) = std::path::absolute(&self.data_dir) {
            self.data_dir = absolute;
        }
        if self.database.url.is_empty() {
            self.database.url = format!("sqlite://{}", self.data_dir.join("claqueta.db").display());
        }
        if self.storage.url.is_empty() {
            self.storage.url = StorageSettings::local(&self.data_dir.join("objects")).url;
        }
        self
    }

    /// The folder for uploads in progress and the work of ffmpeg.
    pub fn scratch_dir(&self) -> PathBuf {
        self.data_dir.join("scratch")
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
        faults.extend(self.rate_limits.validate());
        faults.extend(self.security.validate());
        faults.extend(self.database.validate());
        faults.extend(self.redis.validate());
        faults.extend(self.storage.validate());
        faults.extend(self.auth.validate());
        faults.extend(self.mail.validate());
        if self.auth.require_verified_email && self.mail.transport == Transport::Off {
            faults.push("auth.require_verified_email: nobody could sign up while mail.transport is off".to_owned());
        }
        faults.extend(self.staging.validate());
        faults.extend(self.upload.validate());
        faults.extend(self.retention.validate());
        faults.extend(self.comments.validate());
        faults.extend(self.playback.validate());
        faults.extend(self.views.validate());
        faults.extend(self.search.validate());
        faults.extend(self.worker.validate());
        faults.extend(self.ffmpeg.validate());
        faults.extend(self.inspect.validate());
        faults.extend(self.ladder.validate());
        faults
    }
}
