//! What a local folder can do better than a general object store: move a file in at once, read in
//! large steps, drop a folder as a whole. All functions block.

use super::StorageError;
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Bytes per read. Every read is a trip to the blocking threads, so small ones cost more than
/// they save; this much memory is held per answer that is being sent.
const READ_STEP: u64 = 256 << 10;

/// Moves `source` to `target`, durably, and gives its size.
///
/// In one file system this is a rename; across two, a copy to a hidden neighbour of the target
/// and a rename, with the source removed last. An existing target is replaced. If the source is
/// gone and the target is there, an earlier call did the work.
pub(super) fn adopt(source: &Path, target: &Path) -> io::Result<u64> {
    let file = match File::open(source) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(fs::metadata(target)?.len()),
        opened => opened?,
    };
    let bytes = file.metadata()?.len();
    file.sync_all()?;
    let folder = target.parent().ok_or(ErrorKind::InvalidInput)?;
    create_folders(folder)?;
    match fs::rename(source, target) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            copy_across(file, target)?;
            sync_folder(folder)?;
            fs::remove_file(source)?;
        }
        renamed => {
            renamed?;
            sync_folder(folder)?;
        }
    }
    Ok(bytes)
}

fn copy_across(mut source: File, target: &Path) -> io::Result<()> {
    let (mut staged, path) = create_staged(target)?;
    let copied = io::copy(&mut source, &mut staged).and_then(|_| staged.sync_all()).and_then(|()| fs::rename(&path, target));
    if copied.is_err() {
        // The copy failed for a reason that is reported; an unremovable leftover adds nothing to it.
        let _ = fs::remove_file(&path);
    }
    copied
}

/// A new file beside `target`, named `target#N` as `object_store` does, which listings hide.
fn create_staged(target: &Path) -> io::Result<(File, PathBuf)> {
    let mut n = 1_u32;
    loop {
        let mut name = target.as_os_str().to_owned();
        name.push(format!("#{n}"));
        match OpenOptions::new().write(true).create_new(true).open(&name) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => n = n.saturating_add(1),
            created => return created.map(|file| (file, name.into())),
        }
    }
}

/// Removes the files `target#1`, `target#2`, ... that writers of `target` left when they were killed
/// before their rename.
pub(super) fn remove_staged(target: &Path) -> io::Result<()> {
    for n in 1_u32.. {
        let mut name = target.as_os_str().to_owned();
        name.push(format!("#{n}"));
        match fs::remove_file(&name) {
            Err(error) if error.kind() == ErrorKind::NotFound => break,
            removed => removed?,
        }
    }
    Ok(())
}

/// Makes a folder and its missing parents; each new name is on disk before this returns.
fn create_folders(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().ok_or(ErrorKind::InvalidInput)?;
    create_folders(parent)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        created => created.and_then(|()| sync_folder(parent)),
    }
}

/// Makes the names inside a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Removes a folder with all that is in it; one that is not there is fine.
pub(super) fn remove_folder(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Whether the folder is there and can be written.
pub(super) fn check(root: &Path) -> io::Result<()> {
    rustix::fs::access(root, rustix::fs::Access::READ_OK | rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK)?;
    Ok(())
}

/// The bytes of a range of an open file. A file that turns out shorter is an error, so that an
/// answer with a promised length breaks off visibly.
pub(super) fn read(file: File, range: Range<u64>) -> BoxStream<'static, Result<Bytes, StorageError>> {
    stream::try_unfold((file, range), |(file, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let read = tokio::task::spawn_blocking(move || read_step(file, range));
        let (bytes, file, rest) = read.await.map_err(io::Error::other)??;
        Ok(Some((bytes, (file, rest))))
    })
    .boxed()
}

fn read_step(mut file: File, range: Range<u64>) -> io::Result<(Bytes, File, Range<u64>)> {
    let wanted = READ_STEP.min(range.end - range.start);
    let mut buffer = Vec::with_capacity(usize::try_from(wanted).map_err(io::Error::other)?);
    file.seek(SeekFrom::Start(range.start))?;
    let read = (&mut file).take(wanted).read_to_end(&mut buffer)?;
    if buffer.is_empty() {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    let next = range.start.saturating_add(u64::try_from(read).map_err(io::Error::other)?);
    Ok((buffer.into(), file, next..range.end))
}
