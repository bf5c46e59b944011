//! `claqueta worker`.

use super::Failure;
use super::serve::asked_to_stop;
use crate::background::{Background, Share};
use crate::context::Context;
use crate::settings::{Settings, Sources};
use crate::telemetry;
use clap::Args;
use tokio_util::sync::CancellationToken;

/// Work on uploads without serving requests.
#[derive(Debug, Args)]
pub(super) struct Work {}

impl Work {
    pub(super) async fn run(self, sources: &Sources) -> Result<(), Failure> {
        let settings = Settings::load(sources)?;
        telemetry::init(&settings.log);
        let public_url = settings.http.public_url.clone();
        let context = Context::compose(settings, public_url).await?;
        let background = Background::prepare(&context, Share::Jobs).await?;
        let stop = CancellationToken::new();
        let stopping = async {
            asked_to_stop().await;
            tracing::info!("stopping: jobs are handed back");
            stop.cancel();
        };
        tokio::join!(background.run(stop.clone()), stopping);
        Ok(())
    }
}
