//! The file of an upload and the note beside it. All functions block.
//!
//! The length of the file is the offset of the upload: there is no second record that could
//! disagree with it after a crash. While bytes with a promised checksum are on their way, a note
//! `{id}.unverified` holds the offset where they begin; whoever finds the note (after a crash)
//! cuts them off again.

use crate::storage::sync_folder;
use domain::upload::UploadId;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Makes the empty file of a new upload; one that is there already is fine.
pub(super) fn create(path: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        created => {
            created?;
            sync_parent(path)
        }
    }
}

/// Opens the file for appending and gives the offset; bytes that were never verified are cut off.
pub(super) fn open(path: &Path) -> io::Result<(File, u64)> {
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    if let Some(verified) = read_note(path)? {
        cut(&file, verified)?;
        clear_note(path)?;
    }
    let offset = file.metadata()?.len();
    Ok((file, offset))
}

/// Shortens the file to `length`, durably; it is never made longer.
pub(super) fn cut(file: &File, length: u64) -> io::Result<()> {
    if file.metadata()?.len() > length {
        file.set_len(length)?;
    }
    file.sync_data()
}

/// Removes the file and its note; missing ones are fine.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    for path in [path, &note_path(path)] {
        match fs::remove_file(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            removed => removed?,
        }
    }
    Ok(())
}

/// Notes, durably, that everything from `verified` on is not verified yet.
pub(super) fn write_note(path: &Path, verified: u64) -> io::Result<()> {
    let mut note = File::create(note_path(path))?;
    note.write_all(format!("{verified}\n").as_bytes())?;
    note.sync_all()?;
    sync_parent(path)
}

/// Everything is verified, or cut off.
pub(super) fn clear_note(path: &Path) -> io::Result<()> {
    fs::remove_file(note_path(path))
}

/// The upload that a name in the folder belongs to: its file, or a note that has lost its file.
/// Other names are not ours.
pub(super) fn owner(path: &Path) -> Option<UploadId> {
    let stem = path.file_stem()?.to_str().and_then(UploadId::parse)?;
    let file = path.with_extension("");
    (path == file || (path == note_path(&file) && !file.exists())).then_some(stem)
}

fn read_note(path: &Path) -> io::Result<Option<u64>> {
    match fs::read_to_string(note_path(path)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        // A note without its line end was cut short by a crash, before any byte was written.
        text => Ok(Some(text?.strip_suffix('\n').and_then(|digits| digits.parse().ok()).unwrap_or(u64::MAX))),
    }
}

fn note_path(path: &Path) -> PathBuf {
    path.with_extension("unverified")
}

/// Makes the file's name durable.
pub(super) fn sync_parent(path: &Path) -> io::Result<()> {
    sync_folder(path.parent().ok_or(ErrorKind::InvalidInput)?)
}
