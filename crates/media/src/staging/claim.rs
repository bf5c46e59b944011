//! The exclusive use of one upload, for the length of one request.

use super::registry::Held;
use super::writer::{Tail, Writer};
use super::{Staging, StagingError, file, join};
use crate::tus::Checksum;
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use std::fmt::Display;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What one request brings.
#[derive(Clone, Debug)]
pub struct Part {
    /// Where the client believes that the upload stands.
    pub offset: u64,
    /// The declared length of the upload, or the largest allowed while there is none.
    pub limit: u64,
    /// The declared size of the body; a body that cannot fit is then refused before it is read.
    pub content_length: Option<u64>,
    /// What the client promises of these bytes.
    pub checksum: Option<Checksum>,
}

/// An upload that this request alone may use, from [`Staging::claim`] until it is dropped.
/// Keep it over the update of the upload's row, so that row and file change together.
pub struct Claim {
    pub(super) staging: Staging,
    pub(super) held: Arc<Held>,
}

impl Claim {
    /// Where the upload stands: the number of bytes that are safely stored.
    ///
    /// # Errors
    /// [`StagingError::NotFound`] if this node has no such file.
    pub async fn offset(&self) -> Result<u64, StagingError> {
        let path = self.path();
        self.blocking(move || Ok(file::open(&path)?.1)).await
    }

    /// Appends the bytes of a request and gives the new offset, when they are durable.
    ///
    /// One `fdatasync` ends every request, however it ends; there is none in between. Memory use
    /// is one buffer of 1 MiB. The future may be dropped at any time: it ends as a break does.
    ///
    /// # Errors
    /// [`StagingError::WrongOffset`] with nothing written. After a break
    /// ([`Interrupted`](StagingError::Interrupted), [`Superseded`](StagingError::Superseded)) or a
    /// full disk the bytes that came are kept, unless a checksum was promised of them. After
    /// [`TooLarge`](StagingError::TooLarge) and [`ChecksumMismatch`](StagingError::ChecksumMismatch)
    /// none of them are.
    pub async fn append<S, E>(&self, part: Part, mut body: S) -> Result<u64, StagingError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: Display,
    {
        let mut writer = self.writer(&part).await?;
        let mut result = self.receive(&mut writer, &mut body).await;
        if result.is_ok() {
            result = writer.finish().await;
        }
        if result.is_err() {
            writer.break_off().await?;
        }
        result.map(|()| writer.position())
    }

    /// Joins complete partial uploads, each with its length, into this upload, whose file must not
    /// have been made, and gives the length. They are used up by this. After a crash, a stop or a
    /// full disk the same call goes on where it was.
    ///
    /// # Errors
    /// [`StagingError::NotFound`] if a part is not on this node, [`StagingError::WrongOffset`] if
    /// it does not have its length.
    pub async fn concat(&self, parts: Vec<(Claim, u64)>) -> Result<u64, StagingError> {
        let (target, held) = (self.path(), Arc::clone(&self.held));
        self.blocking(move || {
            let pieces: Vec<_> = parts.iter().map(|(part, length)| (part.path(), *length)).collect();
            join::join(&target, &pieces, held.stop())
        })
        .await
    }

    /// Removes the upload's file; one that is not there is fine.
    ///
    /// # Errors
    /// [`StagingError::File`] if the disk fails.
    pub async fn remove(self) -> Result<(), StagingError> {
        let path = self.path();
        self.blocking(move || Ok(file::remove(&path)?)).await
    }

    fn path(&self) -> PathBuf {
        self.staging.path(self.held.id())
    }

    async fn writer(&self, part: &Part) -> Result<Writer, StagingError> {
        let (path, held, part) = (self.path(), Arc::clone(&self.held), part.clone());
        let limit = part.limit;
        let tail = self.blocking(move || open_tail(path, held, &part)).await?;
        Ok(Writer::new(tail, limit, self.staging.tracker().clone()))
    }

    /// Takes the body in, unless it fails, falls silent, or must stop.
    async fn receive<S, E>(&self, writer: &mut Writer, body: &mut S) -> Result<(), StagingError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: Display,
    {
        let idle = Duration::from_secs(self.staging.settings().idle_timeout_seconds);
        loop {
            let next = tokio::select! {
                biased;
                () = self.held.stop().cancelled() => return Err(StagingError::Superseded),
                next = tokio::time::timeout(idle, body.next()) => next,
            };
            match next {
                Err(_) => return Err(StagingError::Interrupted(format!("nothing came for {} s", idle.as_secs()))),
                Ok(None) => return Ok(()),
                Ok(Some(bytes)) => writer.push(bytes.map_err(|error| StagingError::Interrupted(error.to_string()))?).await?,
            }
        }
    }

    /// Runs `work` on a blocking thread; the upload stays held until it is through, even if nobody
    /// waits for it any more.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, StagingError> + Send + 'static,
    ) -> Result<T, StagingError> {
        let held = Arc::clone(&self.held);
        let run = move || {
            let result = work();
            drop(held);
            result
        };
        self.staging.tracker().spawn_blocking(run).await.map_err(io::Error::other)?
    }
}

fn open_tail(path: PathBuf, held: Arc<Held>, part: &Part) -> Result<Tail, StagingError> {
    let (file, actual) = file::open(&path)?;
    if actual != part.offset {
        return Err(StagingError::WrongOffset { actual });
    }
    if part.content_length.is_some_and(|length| actual.saturating_add(length) > part.limit) {
        return Err(StagingError::TooLarge { limit: part.limit });
    }
    if part.checksum.is_some() {
        file::write_note(&path, actual)?;
    }
    let promise = part.checksum.as_ref().map(Checksum::hasher);
    Ok(Tail { file, path, start: actual, end: actual, buffer: Vec::new(), promise, settled: false, _held: held })
}
