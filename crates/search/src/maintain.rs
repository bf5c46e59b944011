//! What keeps the index true beside requests, and what makes it anew.

use crate::{Ctx, Result, trending};
use domain::search::Kind;
use persistence::search;

/// Documents whose popularity is looked at in one transaction.
const LOOKED_AT: i64 = 2_000;
/// Things that are written anew in one transaction.
const ANEW: u64 = 200;
/// Documents of which an index elsewhere hears at once.
const TOLD: u64 = 200;

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
        let last = search::refresh_popularity(&tx, after, LOOKED_AT, ctx.index.elsewhere().is_some()).await?;
        tx.commit().await?;
        let Some(last) = last else { break };
        after = last;
    }
    trending::rank(ctx).await
}

/// Tells an index elsewhere, if there is one, of all that it has not heard of. Several may do so at once.
///
/// # Errors
/// If it doesn't answer, or refuses a document; what it has not heard of it is told the next time.
pub async fn follow(ctx: &Ctx) -> Result<()> {
    let Some(index) = ctx.index.elsewhere() else { return Ok(()) };
    let db = &ctx.base.db;
    loop {
        let changes = search::unheard(db, TOLD).await?;
        if changes.is_empty() {
            return Ok(());
        }
        // Read after the changes, so what is read is as late as they are, or later.
        let ids: Vec<_> = changes.iter().map(|change| change.id).collect();
        let refused = index.follow(&changes, &search::documents(db, &ids).await?).await?;
        let told: Vec<_> = changes.into_iter().filter(|change| !refused.ids.contains(&change.id)).collect();
        search::heard(db, &told).await?;
        if let Some(error) = refused.error {
            return Err(error.into());
        }
    }
}

/// Makes every document anew, a few at a time: each is replaced as a whole, so searches go on meanwhile and find
/// the old one or the new one. An index elsewhere is made beside the one that is searched, hears of changes as that
/// one does, and takes its place at the end. `told` hears how many things of how many were looked at.
///
/// # Errors
/// If the database fails, or an index elsewhere. It can be begun again at any time.
pub async fn reindex(ctx: &Ctx, told: impl Fn(u64, u64)) -> Result<u64> {
    let db = &ctx.base.db;
    if let Some(index) = ctx.index.elsewhere() {
        index.begin(ctx.base.clock.now()).await?;
    }
    let all = search::count_things(db).await?;
    let mut done = 0;
    for kind in Kind::ALL {
        let mut after = None;
        loop {
            let ids = search::ids_after(db, kind, after, ANEW).await?;
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            let tx = db.begin_write().await?;
            let documents = search::renew_here(&tx, kind, &ids).await?;
            tx.commit().await?;
            if let Some(index) = ctx.index.elsewhere() {
                index.fill(&documents).await?;
            }
            done += u64::try_from(ids.len()).unwrap_or_default();
            told(done, all);
        }
    }
    settle(ctx).await?;
    follow(ctx).await?;
    if let Some(index) = ctx.index.elsewhere() {
        index.publish().await?;
    }
    Ok(done)
}

/// Works off what changes have left to do in the database.
async fn settle(ctx: &Ctx) -> Result<()> {
    let elsewhere = ctx.index.elsewhere().is_some();
    while let Some(up_to) = search::changed(&ctx.base.db).await? {
        search::settle(&ctx.base.db, up_to, elsewhere).await?;
    }
    Ok(())
}
