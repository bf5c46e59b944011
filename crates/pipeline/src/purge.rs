//! Removing what no row names any more.

use crate::queue::PurgeJob;
use crate::{Ctx, Result};
use media::storage::{Key, Prefix};

/// Removes a folder (its name ends in a slash) or one object.
pub(crate) async fn run(ctx: &Ctx, job: &PurgeJob) -> Result<()> {
    if job.prefix.ends_with('/') {
        ctx.store.delete_prefix(&Prefix::parse(&job.prefix)?).await?;
    } else {
        ctx.store.delete(&Key::parse(&job.prefix)?).await?;
    }
    Ok(())
}
