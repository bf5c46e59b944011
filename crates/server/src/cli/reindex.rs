//! `claqueta reindex`.

use super::{Failure, context, say};
use crate::settings::Sources;
use indicatif::{ProgressBar, ProgressStyle};

/// Makes every document anew; the bar is for people and is not drawn into files.
pub(super) async fn run(sources: &Sources) -> Result<(), Failure> {
    let context = context(sources).await?;
    let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template("{bar:40} {pos}/{len} {per_sec} {eta}")?);
    let done = search::reindex(&context.search, |done, all| {
        bar.set_length(all.max(done));
        bar.set_position(done);
    });
    let done = done.await?;
    bar.finish_and_clear();
    say(&format!("{done} videos, accounts and playlists were indexed"))
}
