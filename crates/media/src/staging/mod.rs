//! Uploads in progress, as files in the scratch directory of this node.
//!
//! Bytes go straight from the request into `<scratch>/uploads/{id}`; when the upload is complete,
//! [`Store::adopt_file`](crate::storage::Store::adopt_file) moves that same file into the store.
//! Every use of an upload begins with [`Staging::claim`], so there is one writer at a time.
//!
//! | module | holds |
//! |---|---|
//! | `registry` | who may use an upload now |
//! | `claim` | what a request can do with it |
//! | `writer` | bytes to disk, whatever happens to the request |
//! | `file`, `join` | the blocking work on files |

mod claim;
mod error;
mod file;
mod join;
mod registry;
mod settings;
mod writer;

#[cfg(test)]
mod tests;

pub use claim::{Claim, Part};
pub use error::StagingError;
pub use settings::StagingSettings;

use crate::storage::{StorageError, free_bytes, sync_folder};
use domain::Timestamp;
use domain::upload::UploadId;
use registry::Registry;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};
use tokio_util::task::TaskTracker;

/// A staged file, as the sweep sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staged {
    /// The upload.
    pub id: UploadId,
    /// Its length in bytes.
    pub bytes: u64,
    /// When it was last written to.
    pub modified: Timestamp,
}

/// All uploads in progress on this node. Cheap to clone; there must be one per scratch directory.
#[derive(Clone)]
pub struct Staging {
    inner: Arc<Inner>,
}

struct Inner {
    folder: PathBuf,
    settings: StagingSettings,
    registry: Arc<Registry>,
    tracker: TaskTracker,
}

impl Staging {
    /// Uses `<scratch>/uploads`, which is made if it is missing. What is there from before is
    /// taken over as it is.
    ///
    /// # Errors
    /// [`StagingError::File`] if the folder cannot be made.
    pub fn open(scratch: &Path, settings: StagingSettings) -> Result<Self, StagingError> {
        let folder = std::path::absolute(scratch)?.join("uploads");
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        sync_folder(&folder)?;
        let inner = Inner { folder, settings, registry: Arc::default(), tracker: TaskTracker::new() };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Makes the empty file of a new upload of `length` bytes, if that is known.
    ///
    /// # Errors
    /// [`StagingError::InsufficientStorage`] if less than twice the length plus the reserve of the
    /// settings is free.
    pub async fn create(&self, id: &UploadId, length: Option<u64>) -> Result<(), StagingError> {
        self.check_room(length.unwrap_or(0))?;
        let path = self.path(id);
        let created = self.tracker().spawn_blocking(move || file::create(&path)).await;
        Ok(created.map_err(io::Error::other)??)
    }

    /// Takes an upload for this request alone: a running request for it is told to stop, and this
    /// one waits until that has saved what it got.
    ///
    /// # Errors
    /// [`StagingError::Locked`] if it does not stop within the time of the settings, or if a still
    /// newer request has come meanwhile. The file is not looked at.
    pub async fn claim(&self, id: &UploadId) -> Result<Claim, StagingError> {
        let patience = Duration::from_secs(self.settings().takeover_seconds);
        let held = self.inner.registry.take_over(id, patience).await.ok_or(StagingError::Locked)?;
        Ok(Claim { staging: self.clone(), held: Arc::new(held) })
    }

    /// Where the file of an upload is. Only a complete upload may be read or moved.
    pub fn path(&self, id: &UploadId) -> PathBuf {
        self.inner.folder.join(id.as_str())
    }

    /// Bytes that may still be written beyond the reserve of the settings.
    ///
    /// # Errors
    /// [`StagingError::File`] if the scratch directory is gone.
    pub fn free_bytes(&self) -> Result<u64, StagingError> {
        let free = free_bytes(&self.inner.folder).map_err(|error| match error {
            StorageError::File(error) => StagingError::File(error),
            other => StagingError::File(io::Error::other(other)),
        })?;
        Ok(free.saturating_sub(self.settings().reserve_bytes))
    }

    /// All staged files, for the sweep and the doctor.
    ///
    /// # Errors
    /// [`StagingError::File`] if the folder cannot be read.
    pub async fn entries(&self) -> Result<Vec<Staged>, StagingError> {
        let folder = self.inner.folder.clone();
        let listed = self.tracker().spawn_blocking(move || list(&folder)).await;
        Ok(listed.map_err(io::Error::other)??)
    }

    /// Removes the file of an upload that no row names; a request that still writes to it is stopped.
    ///
    /// List first, then ask the rows, then remove only what was listed: a row is always older than
    /// its file, so a file that appears meanwhile is never taken for a stray.
    ///
    /// # Errors
    /// [`StagingError::File`] if the disk fails.
    pub async fn discard(&self, stray: &UploadId) -> Result<(), StagingError> {
        self.claim(stray).await?.remove().await
    }

    /// For shutdown: tells every running request to save and go, and waits until all is on disk.
    pub async fn drain(&self) {
        self.inner.registry.close();
        self.tracker().close();
        self.tracker().wait().await;
    }

    fn check_room(&self, length: u64) -> Result<(), StagingError> {
        if self.free_bytes()? < length.saturating_mul(2) { Err(StagingError::InsufficientStorage) } else { Ok(()) }
    }

    fn settings(&self) -> &StagingSettings {
        &self.inner.settings
    }

    fn tracker(&self) -> &TaskTracker {
        &self.inner.tracker
    }
}

fn list(folder: &Path) -> io::Result<Vec<Staged>> {
    let mut staged = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Some(id) = file::owner(&entry.path()) else { continue };
        let metadata = match entry.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            metadata => metadata?,
        };
        let age = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        let modified = Timestamp::from_millis(i64::try_from(age.as_millis()).unwrap_or(i64::MAX));
        staged.push(Staged { id, bytes: metadata.len(), modified });
    }
    Ok(staged)
}
