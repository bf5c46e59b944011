//! Which workers of this server are alive. Each holds the lock of a file; the system lets go of
//! it when the process ends, however it ends. So a worker that starts knows at once which others
//! are dead, and takes their jobs back instead of waiting for the leases to run out.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// More workers than this on one server are a mistake.
const MAX_WORKERS: u32 = 64;

/// The place of a live worker on this server.
#[derive(Debug)]
pub struct WorkerLock {
    name: String,
    dead: Vec<String>,
    _file: File,
}

impl WorkerLock {
    /// Takes the first free place in `folder` for a worker of `node`.
    ///
    /// # Errors
    /// If the folder can't be written, or every place is taken.
    pub fn take(folder: &Path, node: &str) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let mut mine = None;
        let mut dead = Vec::new();
        for number in 0..MAX_WORKERS {
            let path = place(folder, number);
            if mine.is_some() && !path.exists() {
                break;
            }
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
            if file.try_lock().is_ok() {
                let name = format!("{node}#{number}");
                dead.push(name.clone());
                mine.get_or_insert((name, file));
            }
        }
        let (name, file) = mine.ok_or_else(|| io::Error::other(format!("{MAX_WORKERS} workers run on this server already")))?;
        Ok(Self { name, dead, _file: file })
    }

    /// The worker's name, unique among the living.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Names of workers that are not alive, this one's own from an earlier life included.
    pub fn dead(&self) -> &[String] {
        &self.dead
    }
}

fn place(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("worker-{number}.lock"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_living_have_different_names_and_the_dead_are_known() {
        let folder = tempfile::tempdir().unwrap();
        let first = WorkerLock::take(folder.path(), "n").unwrap();
        let second = WorkerLock::take(folder.path(), "n").unwrap();
        assert_eq!((first.name(), second.name()), ("n#0", "n#1"));
        drop(first);
        let third = WorkerLock::take(folder.path(), "n").unwrap();
        assert_eq!(third.name(), "n#0");
        drop((second, third));
        let fourth = WorkerLock::take(folder.path(), "n").unwrap();
        assert_eq!(fourth.dead(), ["n#0", "n#1"]);
    }
}
