//! What is watched most at the moment.

use super::Ctx;
use crate::Result;
use domain::view::TRENDING_DAYS;
use persistence::view;
use std::time::Duration;

/// Videos that are looked at together.
const BATCH: usize = 500;
const DAY: Duration = Duration::from_hours(24);

/// Finds out anew how much each video is watched ([`domain::view::trend`]) that was watched in the last days or still counts
/// as watched; tells of how many that changed. Several processes may do so at once.
///
/// # Errors
/// If the database fails; what was not done is done the next time.
pub async fn rank(ctx: &Ctx) -> Result<usize> {
    let db = &ctx.base.db;
    let since = ctx.base.clock.now().hour().minus(DAY * TRENDING_DAYS);
    let mut count = 0;
    for ids in view::ranked_since(db, since).await?.chunks(BATCH) {
        let changed = view::changed_trends(db, ids, since).await?;
        if changed.is_empty() {
            continue;
        }
        let tx = db.begin_write().await?;
        view::set_trends(&tx, &changed).await?;
        tx.commit().await?;
        count += changed.len();
    }
    Ok(count)
}
