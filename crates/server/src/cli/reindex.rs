//! `claqueta reindex`.

use super::progress::Progress;
use super::{Failure, context, say};
use crate::settings::Sources;

/// Writes every document of the search index anew.
pub(super) async fn run(sources: &Sources) -> Result<(), Failure> {
    let context = context(sources).await?;
    let progress = Progress::new("documents");
    let done = search::reindex(&context.search, |done, all| progress.set(done, Some(all))).await?;
    progress.end();
    say(&format!("{done} videos, accounts and playlists were indexed"))
}
