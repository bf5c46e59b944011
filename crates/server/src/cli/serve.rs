//! `claqueta serve`.

use super::Failure;
use crate::application::Application;
use crate::settings::{Settings, Sources};
use crate::telemetry;
use clap::Args;
use tokio::signal;

/// Serve the API, the web app and the media.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Only answer requests; `claqueta worker` elsewhere then works on uploads.
    #[arg(long)]
    no_worker: bool,
}

impl Serve {
    pub(super) async fn run(self, sources: &Sources) -> Result<(), Failure> {
        let settings = Settings::load(sources)?;
        telemetry::init(&settings.log);
        let application = Application::build(settings).await?;
        let stopper = application.handle();
        let running = application.run();
        tokio::pin!(running);
        tokio::select! {
            ended = &mut running => return Ok(ended?),
            () = asked_to_stop() => {}
        }
        tracing::info!("stopping: no new requests, running ones may end");
        let (ended, ()) = tokio::join!(running, stopper.stop());
        tracing::info!("stopped");
        Ok(ended?)
    }
}

/// Waits for SIGTERM or SIGINT.
pub(super) async fn asked_to_stop() {
    #[cfg(unix)]
    if let Ok(mut term) = signal::unix::signal(signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = term.recv() => {}
            _ = signal::ctrl_c() => {}
        }
        return;
    }
    let _ = signal::ctrl_c().await;
}
