//! What every handler can reach: the parts of the use cases, composed once at start.

use crate::application::StartError;
use crate::settings::Settings;
use crate::system::{SystemClock, SystemIds};
use domain::{Clock, IdGen};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The composed application, shared by all threads.
pub struct Context {
    /// The configuration.
    pub settings: Settings,
    /// The address that clients see, without a slash at its end.
    pub public_url: String,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Ids and secrets.
    pub ids: Arc<dyn IdGen>,
    /// Cancelled when the process is asked to stop: long answers end, uploads save and go.
    pub stopping: CancellationToken,
}

impl Context {
    /// Opens everything that the settings name.
    ///
    /// # Errors
    /// [`StartError`] saying what could not be done.
    pub async fn compose(settings: Settings, public_url: String) -> Result<Self, StartError> {
        let (clock, ids): (Arc<dyn Clock>, Arc<dyn IdGen>) = (Arc::new(SystemClock), Arc::new(SystemIds::default()));
        let folder = settings.data_dir.display();
        std::fs::create_dir_all(&settings.data_dir).map_err(StartError::io(format!("cannot make the data folder {folder}")))?;
        let _secret = settings
            .security
            .master_secret(&settings.data_dir, &*ids)
            .map_err(StartError::io(format!("cannot use {folder}/secret.key")))?;
        Ok(Self { settings, public_url, clock, ids, stopping: CancellationToken::new() })
    }
}
