//! Videos that come out at a given time.

use crate::{Ctx, Result};
use persistence::video;

/// How many come out in one round at most, so that a round is short.
const BATCH: u64 = 100;

/// Makes the videos public whose time has come; answers how many. Several servers may do so at once.
///
/// # Errors
/// If the database fails.
pub async fn publish_due(ctx: &Ctx) -> Result<usize> {
    let now = ctx.clock.now();
    let due = video::due(&ctx.db, now, BATCH).await?;
    let mut count = 0;
    for id in due {
        let tx = ctx.db.begin_write().await?;
        // Its owner, or another server, may have been faster.
        let Some(mut video) = video::find_for_update(&tx, id).await?.filter(|video| video.deleted_at.is_none()) else { continue };
        if video.publish_if_due(now) {
            video::save(&tx, &video).await?;
            tx.commit().await?;
            count += 1;
        }
    }
    Ok(count)
}
