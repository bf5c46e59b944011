//! What keeps the index true beside requests, and what makes it anew.

use crate::{Ctx, Result, trending};
use domain::search::Kind;
use persistence::search;

/// Documents whose popularity is looked at in one transaction.
const LOOKED_AT: i64 = 2_000;
/// Things that are written anew in one transaction.
const ANEW: u64 = 200;

/// Works off what changes have left to do, and writes what people searched for.
///
/// # Errors
/// If the database fails; what was not done is done the next time.
pub async fn maintain(ctx: &Ctx) -> Result<()> {
    settle(ctx).await?;
    trending::flush(ctx).await
}

/// Brings popularity and trends up to date, for every few minutes.
///
/// # Errors
/// If the database fails; what was not done is done the next time.
pub async fn refresh(ctx: &Ctx) -> Result<()> {
    let mut after = 0;
    loop {
        let tx = ctx.base.db.begin_write().await?;
        let last = search::refresh_popularity(&tx, after, LOOKED_AT).await?;
        tx.commit().await?;
        let Some(last) = last else { break };
        after = last;
    }
    trending::rank(ctx).await
}

/// Makes every document anew, a few at a time: each is replaced as a whole, so searches go on meanwhile and find
/// the old one or the new one. `told` hears how many things of how many were looked at.
///
/// # Errors
/// If the database fails. It can be begun again at any time.
pub async fn reindex(ctx: &Ctx, told: impl Fn(u64, u64)) -> Result<u64> {
    let all = search::count_things(&ctx.base.db).await?;
    let mut done = 0;
    for kind in Kind::ALL {
        let mut after = None;
        loop {
            let ids = search::ids_after(&ctx.base.db, kind, after, ANEW).await?;
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            let tx = ctx.base.db.begin_write().await?;
            search::renew(&tx, kind, &ids).await?;
            tx.commit().await?;
            done += u64::try_from(ids.len()).unwrap_or_default();
            told(done, all);
        }
    }
    settle(ctx).await?;
    Ok(done)
}

/// An index elsewhere hears of changes before they count as done: if it doesn't answer, they wait.
async fn settle(ctx: &Ctx) -> Result<()> {
    while let Some(changed) = search::changed(&ctx.base.db).await? {
        let ids: Vec<_> = changed.documents.into_iter().collect();
        ctx.index.follow(&ids).await?;
        search::settle(&ctx.base.db, changed.up_to).await?;
    }
    Ok(())
}
