//! Empty folders for runs, gone when their owner is.

use std::fs::{File, TryLockError};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A folder of this process, in which each run gets an empty folder.
///
/// It holds a locked file for as long as the process lives, by which the next process tells the
/// leftovers of a killed one from the folders of a living neighbour.
#[derive(Debug)]
pub(super) struct ScratchRoot {
    path: PathBuf,
    next: AtomicU64,
    _lock: File,
}

impl ScratchRoot {
    /// Opens a new folder under `parent` and removes what dead processes left there.
    pub(super) fn open(parent: &Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(parent)?;
        let parent = parent.canonicalize()?;
        sweep(&parent)?;
        for attempt in 0_u32.. {
            let path = parent.join(format!("ffmpeg-{}-{attempt}", std::process::id()));
            match std::fs::create_dir(&path) {
                Ok(()) => {
                    if let Some(lock) = claim(&path)? {
                        return Ok(Self { path, next: AtomicU64::new(0), _lock: lock });
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(std::io::ErrorKind::AlreadyExists.into())
    }

    /// A new empty folder.
    pub(super) fn folder(&self) -> std::io::Result<Scratch> {
        let path = self.path.join(self.next.fetch_add(1, Ordering::Relaxed).to_string());
        std::fs::create_dir(&path)?;
        Ok(Scratch { path })
    }
}

impl Drop for ScratchRoot {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

const LOCK: &str = "lock";

/// Locks a new folder; `None` if the [`sweep`] of another process took it for a leftover before that.
fn claim(folder: &Path) -> std::io::Result<Option<File>> {
    let path = folder.join(LOCK);
    let lock = match File::create(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        lock => lock?,
    };
    match lock.try_lock() {
        Err(TryLockError::WouldBlock) => return Ok(None),
        locked => locked?,
    }
    // Swept before it was locked, and perhaps made anew by somebody else since.
    let there = std::fs::metadata(&path).is_ok_and(|there| lock.metadata().is_ok_and(|ours| ours.ino() == there.ino()));
    Ok(there.then_some(lock))
}

/// Removes folders whose owner no longer holds the lock.
fn sweep(parent: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(parent)? {
        let path = entry?.path();
        let ours = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("ffmpeg-"));
        let Ok(lock) = File::open(path.join(LOCK)) else { continue };
        if ours && !matches!(lock.try_lock(), Err(TryLockError::WouldBlock)) {
            remove(&path);
        }
    }
    Ok(())
}

fn remove(path: &Path) {
    if let Err(error) = std::fs::remove_dir_all(path) {
        tracing::warn!(%error, path = %path.display(), "a scratch folder could not be removed");
    }
}

/// An empty folder that is removed, with all that was written into it, on drop.
#[derive(Debug)]
pub(crate) struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// The folder; absolute.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_of_the_dead_go_and_neighbours_stay() {
        let parent = tempfile::tempdir().unwrap();
        let dead = parent.path().join("ffmpeg-1-0");
        std::fs::create_dir(&dead).unwrap();
        std::fs::write(dead.join(LOCK), "").unwrap();
        std::fs::write(dead.join("half.mp4"), "x").unwrap();

        let neighbour = ScratchRoot::open(parent.path()).unwrap();
        assert!(!dead.exists());
        let folder = neighbour.folder().unwrap();
        let _second = ScratchRoot::open(parent.path()).unwrap();
        assert!(folder.path().exists());

        let path = folder.path().to_owned();
        drop(folder);
        assert!(!path.exists());
        drop(neighbour);
        assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn those_that_start_at_once_keep_their_folders() {
        let parent = tempfile::tempdir().unwrap();
        let start = || {
            for _ in 0..200 {
                let root = ScratchRoot::open(parent.path()).unwrap();
                assert!(root.folder().unwrap().path().exists());
            }
        };
        std::thread::scope(|threads| (0..4).for_each(|_| drop(threads.spawn(start))));
    }
}
