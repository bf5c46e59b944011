//! `claqueta serve`.

use super::Failure;
use crate::application::Application;
use crate::background::{Background, Share};
use crate::settings::{Settings, Sources};
use crate::telemetry;
use clap::Args;
use tokio::signal;
use tokio_util::sync::CancellationToken;

/// Serve the API, the web app and the media.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Leave the work that needs ffmpeg to `claqueta worker`, elsewhere.
    #[arg(long)]
    no_worker: bool,
}

impl Serve {
    pub(super) async fn run(self, sources: &Sources) -> Result<(), Failure> {
        let settings = Settings::load(sources)?;
        telemetry::init(&settings.log);
        let application = Application::build(settings).await?;
        let share = if self.no_worker { Share::Files } else { Share::All };
        let background = Background::prepare(application.context(), share).await?;
        let stop_work = CancellationToken::new();
        let work = background.run(stop_work.clone());
        let stopper = application.handle();
        let stopping = async {
            asked_to_stop().await;
            tracing::info!("stopping: no new requests, running ones may end, jobs are handed back");
            stop_work.cancel();
            stopper.stop().await;
        };
        let served = async {
            let ended = application.run().await;
            // The listener may also end by itself; nothing is worked on then either.
            stop_work.cancel();
            ended
        };
        tokio::pin!(stopping);
        let both = async { tokio::join!(served, work) };
        tokio::pin!(both);
        let (served, ()) = tokio::select! {
            ended = &mut both => ended,
            () = &mut stopping => both.await,
        };
        served?;
        tracing::info!("stopped");
        Ok(())
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
