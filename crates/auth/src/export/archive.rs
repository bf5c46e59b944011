//! Writing the zip file: a file for each table, the picture, and the videos as they were uploaded.

use super::Export;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::profile::avatar::largest;
use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt};
use futures_util::{TryStreamExt, future};
use media::storage::{Key, Store};
use persistence::transcode::{self, Generation};
use persistence::user::{Holding, Slice, held};
use persistence::video;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

/// Rows that are in memory at once.
const ROWS: u64 = 200;
/// Pieces that wait to be sent.
const AHEAD: usize = 2;
/// What the older form of a zip file can hold in one entry, with room to spare.
const LARGE: u64 = 4_000_000_000;

/// Whoever reads drives the writing; a failure in the middle ends the stream with an error.
pub(super) fn stream(ctx: Ctx, store: Store, export: Export) -> impl Stream<Item = Result<Bytes>> {
    let (out, mut pieces) = mpsc::channel(AHEAD);
    let writing = async move { write(&ctx, &store, &export, out).await };
    let failures = stream::once(writing).filter_map(|written| future::ready(written.err().map(Err)));
    stream::select(stream::poll_fn(move |task| pieces.poll_recv(task)).map(Ok), failures)
}

async fn write(ctx: &Ctx, store: &Store, export: &Export, out: mpsc::Sender<Bytes>) -> Result<()> {
    let mut archive = Archive::new(out);
    for what in Holding::ALL {
        table(ctx, export, &mut archive, what).await?;
    }
    if let Some(avatar) = export.user.avatar {
        object(store, &mut archive, "avatar.jpg", &largest(export.user.id, avatar)?).await?;
    }
    if export.media {
        originals(ctx, store, export, &mut archive).await?;
    }
    archive.finish().await
}

async fn table(ctx: &Ctx, export: &Export, archive: &mut Archive, what: Holding) -> Result<()> {
    archive.begin(&format!("data/{}.json", what.table()), 0)?;
    let mut offset = 0;
    let mut before = "[\n";
    loop {
        let rows = held(&ctx.db, &export.user, what, Slice { offset, limit: ROWS }).await?;
        let count = rows.len() as u64;
        for row in rows {
            archive.write(format!("{before}{row:#}").as_bytes()).await?;
            before = ",\n";
        }
        offset += count;
        if count < ROWS {
            let end = if offset == 0 { "[]\n" } else { "\n]\n" };
            return archive.write(end.as_bytes()).await;
        }
    }
}

/// The uploaded files of every video, also of those in the bin.
async fn originals(ctx: &Ctx, store: &Store, export: &Export, archive: &mut Archive) -> Result<()> {
    let mut after = None;
    loop {
        let ids = video::ids_of(&ctx.db, export.user.id, after, ROWS).await?;
        let Some(last) = ids.last() else { return Ok(()) };
        after = Some(*last);
        for id in ids {
            let generations = transcode::all_of(&ctx.db, id).await?;
            let mut seen = BTreeSet::new();
            for generation in generations.iter().filter(|generation| seen.insert(generation.source_key.clone())) {
                let name = format!("media/{id}/original-{}{}", seen_before(&generations, generation), extension(generation));
                object(store, archive, &name, &Key::parse(&generation.source_key)?).await?;
            }
        }
    }
}

/// The place of a source among those of its video, from 1.
fn seen_before(generations: &[Generation], this: &Generation) -> usize {
    let sources: BTreeSet<_> = generations.iter().take_while(|other| other.id != this.id).map(|other| &other.source_key).collect();
    sources.len() + 1
}

/// By what the inspection found; the name that the file had is not kept.
fn extension(generation: &Generation) -> String {
    let report = generation.report.as_deref().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
    let container = report.as_ref().and_then(|report| report["container"].as_str()).unwrap_or_default();
    let plain = (1..=8).contains(&container.len()) && container.bytes().all(|b| b.is_ascii_alphanumeric());
    if plain { format!(".{container}") } else { String::new() }
}

/// One stored object; one that is gone by now is left out.
async fn object(store: &Store, archive: &mut Archive, name: &str, key: &Key) -> Result<()> {
    let Some((info, mut content)) = store.get(key).await? else { return Ok(()) };
    archive.begin(name, info.bytes)?;
    while let Some(piece) = content.try_next().await? {
        archive.write(&piece).await?;
    }
    Ok(())
}

/// What the zip writer has written and nobody has sent yet.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A zip file on its way.
struct Archive {
    zip: ZipWriter<StreamWriter<Written>>,
    written: Written,
    out: mpsc::Sender<Bytes>,
}

impl Archive {
    fn new(out: mpsc::Sender<Bytes>) -> Self {
        let written = Written::default();
        Self { zip: ZipWriter::new_stream(written.clone()), written, out }
    }

    /// Begins a file that has about so many bytes. Nothing is compressed: films are already, and the
    /// rest is small.
    fn begin(&mut self, name: &str, bytes: u64) -> Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(bytes > LARGE);
        Ok(self.zip.start_file(name, options)?)
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.zip.write_all(bytes).map_err(|error| Error::Archive(error.into()))?;
        send(&self.written, &self.out).await
    }

    async fn finish(self) -> Result<()> {
        self.zip.finish()?;
        send(&self.written, &self.out).await
    }
}

async fn send(written: &Written, out: &mpsc::Sender<Bytes>) -> Result<()> {
    let piece = written.take();
    let gone = |_| Error::Archive(io::Error::from(io::ErrorKind::BrokenPipe).into());
    if piece.is_empty() { Ok(()) } else { out.send(piece.into()).await.map_err(gone) }
}
