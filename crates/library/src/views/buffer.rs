//! What was counted, on its way into the rows.

use super::Ctx;
use crate::Result;
use domain::id::VideoId;
use domain::view::Tally;
use persistence::view;
use std::collections::BTreeMap;
use std::mem::take;
use std::sync::{Mutex, PoisonError};

/// Videos whose views are written in one transaction.
const BATCH: usize = 200;

/// Tallies by video.
type Tallies = BTreeMap<VideoId, Tally>;

/// What was counted and is not written yet.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    waiting: Mutex<Tallies>,
    /// Held by who writes: whoever comes after him finds what he could not write.
    writing: tokio::sync::Mutex<()>,
}

impl Buffer {
    pub(super) fn count(&self, id: VideoId, count: impl FnOnce(&mut Tally)) {
        count(self.waiting.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default());
    }

    fn take(&self) -> Tallies {
        take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn put_back(&self, tallies: Tallies) {
        for (id, tally) in tallies {
            self.count(id, |waiting| waiting.add(tally));
        }
    }
}

/// Writes what was counted, some videos in each transaction.
///
/// # Errors
/// If the database fails; what was not written is kept for the next time.
pub async fn flush(ctx: &Ctx) -> Result<()> {
    let _turn = ctx.buffer.writing.lock().await;
    let mut left = ctx.buffer.take();
    while !left.is_empty() {
        let next = left.keys().nth(BATCH).copied();
        let rest = next.map(|next| left.split_off(&next)).unwrap_or_default();
        if let Err(error) = write(ctx, &left).await {
            left.extend(rest);
            ctx.buffer.put_back(left);
            return Err(error);
        }
        left = rest;
    }
    Ok(())
}

async fn write(ctx: &Ctx, tallies: &Tallies) -> Result<()> {
    let tx = ctx.base.db.begin_write().await?;
    view::add(&tx, tallies).await?;
    Ok(tx.commit().await?)
}
