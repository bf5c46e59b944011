//! Writing one request's bytes to the file of its upload.
//!
//! The request may end at any await: its future is dropped when the connection goes. So what has
//! been received lives in a [`Tail`], which moves into the blocking call that writes it and back
//! out again, and which settles the file when it is dropped, wherever that happens. The order of
//! write and settle then follows from ownership.

use super::registry::Held;
use super::{StagingError, file};
use crate::tus::Hasher;
use bytes::Bytes;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Arc;
use tokio_util::task::TaskTracker;

/// Bytes gathered before a write: the memory that one upload costs.
const BUFFER: usize = 1 << 20;

/// Takes the bytes of one request.
pub(super) struct Writer {
    /// Away only while a blocking call has it.
    tail: Option<Tail>,
    /// Where the next received byte goes.
    position: u64,
    limit: u64,
    tracker: TaskTracker,
}

/// The open file with what is still to be written.
pub(super) struct Tail {
    pub(super) file: File,
    pub(super) path: PathBuf,
    /// Where this request's bytes begin.
    pub(super) start: u64,
    /// Where the file ends.
    pub(super) end: u64,
    pub(super) buffer: Vec<u8>,
    /// There is a note beside the file as long as this is present.
    pub(super) promise: Option<Hasher>,
    pub(super) settled: bool,
    /// Nobody else may use the file before this has settled it.
    pub(super) _held: Arc<Held>,
}

impl Writer {
    pub(super) fn new(tail: Tail, limit: u64, tracker: TaskTracker) -> Self {
        Self { position: tail.end, tail: Some(tail), limit, tracker }
    }

    /// Takes the next bytes; they are on their way to the disk once a buffer is full.
    pub(super) async fn push(&mut self, mut bytes: Bytes) -> Result<(), StagingError> {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.position = self.position.saturating_add(length);
        if self.position > self.limit {
            self.blocking(Tail::cut_back).await?;
            return Err(StagingError::TooLarge { limit: self.limit });
        }
        while !bytes.is_empty() {
            let Some(tail) = &mut self.tail else { return Err(lost()) };
            let room = BUFFER.saturating_sub(tail.buffer.len());
            tail.buffer.extend_from_slice(&bytes.split_to(room.min(bytes.len())));
            if tail.buffer.len() >= BUFFER {
                self.blocking(Tail::write).await?;
            }
        }
        Ok(())
    }

    /// Ends the request: checks the promise and makes the bytes durable.
    pub(super) async fn finish(&mut self) -> Result<(), StagingError> {
        let kept = self.blocking(Tail::finish).await?;
        if kept { Ok(()) } else { Err(StagingError::ChecksumMismatch) }
    }

    /// Ends a request that failed: keeps its bytes if nothing was promised of them. Does nothing
    /// if they were cut off already.
    pub(super) async fn break_off(&mut self) -> Result<(), StagingError> {
        self.blocking(Tail::settle).await
    }

    /// Where the next byte would go: after [`finish`](Self::finish), the new offset.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Runs `work` on a blocking thread. If this future is dropped meanwhile, the tail is dropped
    /// there, after the work.
    async fn blocking<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Tail) -> io::Result<T> + Send + 'static,
    ) -> Result<T, StagingError> {
        let mut tail = self.tail.take().ok_or_else(lost)?;
        let run = move || {
            let result = work(&mut tail);
            (tail, result)
        };
        let (tail, result) = self.tracker.spawn_blocking(run).await.map_err(io::Error::other)?;
        self.tail = Some(tail);
        Ok(result?)
    }
}

/// Only after a blocking call that panicked.
fn lost() -> StagingError {
    StagingError::File(io::Error::other("the staged file is gone from its writer"))
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Settling waits for the disk, so not on this thread, unless the runtime is gone.
        if let (Some(tail), Ok(runtime)) = (self.tail.take().filter(|tail| !tail.settled), tokio::runtime::Handle::try_current()) {
            self.tracker.spawn_blocking_on(move || drop(tail), &runtime);
        }
    }
}

impl Tail {
    /// Writes the buffer out.
    fn write(&mut self) -> io::Result<()> {
        if let Some(hasher) = &mut self.promise {
            hasher.update(&self.buffer);
        }
        let written = self.file.write_all_at(&self.buffer, self.end);
        self.end = match &written {
            Ok(()) => self.end.saturating_add(u64::try_from(self.buffer.len()).unwrap_or(u64::MAX)),
            // A full disk may have taken a part of it; that part is good.
            Err(_) => self.file.metadata()?.len(),
        };
        self.buffer.clear();
        written
    }

    /// Writes the rest and settles; `false` if the bytes are not what was promised.
    fn finish(&mut self) -> io::Result<bool> {
        self.write()?;
        let Some(hasher) = self.promise.take() else { return self.settle().map(|()| true) };
        let matches = hasher.matches();
        if matches {
            self.file.sync_data()?;
        } else {
            file::cut(&self.file, self.start)?;
        }
        file::clear_note(&self.path)?;
        self.settled = true;
        Ok(matches)
    }

    /// Keeps what came, durably; or cuts it off if its promise was never kept.
    fn settle(&mut self) -> io::Result<()> {
        if self.settled {
            return Ok(());
        }
        if self.promise.is_some() {
            return self.cut_back();
        }
        self.settled = true;
        // With a full disk the rest is lost, but what is there must still be made durable.
        let written = self.write();
        self.file.sync_data().and(written)
    }

    /// Cuts off all that this request brought.
    fn cut_back(&mut self) -> io::Result<()> {
        self.settled = true;
        self.buffer.clear();
        file::cut(&self.file, self.start)?;
        self.end = self.start;
        if self.promise.take().is_some() {
            file::clear_note(&self.path)?;
        }
        Ok(())
    }
}

impl Drop for Tail {
    fn drop(&mut self) {
        if let Err(error) = self.settle() {
            tracing::error!(%error, "a staged file could not be saved after its request broke off");
        }
    }
}
