//! The audit log, read.

use super::Authority;
use crate::ctx::Ctx;
use crate::error::Result;
use domain::audit::EventView;
use domain::page::{Cursor, Page, PageRequest};
pub use persistence::audit::Filter;

/// A page of the log as the client asks for it.
#[derive(Clone, Debug)]
pub struct ListEvents {
    /// The condition.
    pub filter: Filter,
    /// The most rows.
    pub limit: u64,
    /// The cursor of the page before.
    pub cursor: Option<String>,
}

/// What was done, latest first.
///
/// # Errors
/// [`crate::Error::Cursor`] for a cursor of another list.
pub async fn list(ctx: &Ctx, _authority: &Authority, request: ListEvents) -> Result<Page<EventView>> {
    let identity = ("audit", request.filter.clone());
    let after = request.cursor.map(|c| Cursor::decode(&c, &identity)).transpose()?;
    let rows = persistence::audit::list(&ctx.db, &request.filter, PageRequest { limit: request.limit, after }).await?;
    let cursor = |event: &EventView| Cursor { key: 0, id: event.id.0 }.encode(&identity);
    Ok(Page::from_rows(rows, request.limit, cursor, |event| event))
}
