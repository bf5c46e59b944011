//! `claqueta worker`.

use super::serve::asked_to_stop;
use super::{Failure, context};
use crate::background::{Background, Share};
use crate::settings::Sources;
use clap::Args;
use tokio_util::sync::CancellationToken;

/// Work on uploads without serving requests.
#[derive(Debug, Args)]
pub(super) struct Work {}

impl Work {
    pub(super) async fn run(self, sources: &Sources) -> Result<(), Failure> {
        let context = context(sources).await?;
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
