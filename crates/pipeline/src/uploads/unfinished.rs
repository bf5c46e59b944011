//! What an owner can continue or give up.

use crate::{Ctx, Error, Result};
use domain::access::Actor;
use domain::page::{BadCursor, Page, PlaceCursor};
use domain::upload::{UnfinishedUpload, Upload};
use persistence::upload::{self, UploadPlace};

/// The actor's uploads that are not complete and whose time is not over, the latest first. Reading how many bytes are
/// here does not stop a request that writes more.
///
/// # Errors
/// [`Error::Cursor`] for a cursor of another list.
pub async fn list_unfinished(ctx: &Ctx, actor: &Actor, limit: u64, cursor: Option<String>) -> Result<Page<UnfinishedUpload>> {
    let identity = ("uploads", actor.user_id);
    let after = cursor.map(|cursor| place(PlaceCursor::decode(&cursor, &identity)?)).transpose()?;
    let rows = upload::unfinished(&ctx.db, actor.user_id, ctx.clock.now(), after.as_ref(), limit + 1).await?;
    let cursor_of = |row: &(Upload, Option<u64>)| cursor_of(&row.0).encode(&identity);
    let mut measured = Vec::with_capacity(rows.len());
    for upload in rows {
        let offset = offset(ctx, &upload).await;
        measured.push((upload, offset));
    }
    Ok(Page::from_rows(measured, limit, cursor_of, |(upload, offset)| UnfinishedUpload::new(upload, offset)))
}

/// Bytes in the staged file, if it is on this server's disk.
async fn offset(ctx: &Ctx, upload: &Upload) -> Option<u64> {
    if *upload.node != *ctx.node {
        return None;
    }
    tokio::fs::metadata(ctx.staging.path(&upload.id)).await.ok().map(|file| file.len())
}

fn cursor_of(upload: &Upload) -> PlaceCursor {
    PlaceCursor([&upload.created_at.millis().to_be_bytes(), upload.id.as_str().as_bytes()].concat())
}

fn place(PlaceCursor(bytes): PlaceCursor) -> Result<UploadPlace> {
    let (at, id) = bytes.split_first_chunk::<8>().ok_or(BadCursor)?;
    let id = String::from_utf8(id.to_vec()).map_err(|_| Error::Cursor(BadCursor))?;
    Ok((i64::from_be_bytes(*at), id))
}
