//! Joining partial uploads into one file. Blocks.

use super::{StagingError, file};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use tokio_util::sync::CancellationToken;

/// Bytes copied between two looks at the stop token.
const STEP: u64 = 64 << 20;

/// A complete partial upload: its file and its length.
pub(super) type Piece = (PathBuf, u64);

/// Makes `target` of `pieces`, in order, and gives its length. The first piece becomes the target
/// by a rename, the others are copied behind it (inside the kernel, without a copy where the file
/// system can share blocks) and removed at the end.
///
/// The length of the target tells how far it got, so after a crash or a stop the same call goes on.
pub(super) fn join(target: &Path, pieces: &[Piece], stop: &CancellationToken) -> Result<u64, StagingError> {
    let Some(((first, first_length), rest)) = pieces.split_first() else { return Err(StagingError::NotFound) };
    if first.try_exists()? {
        for (path, length) in pieces {
            check_length(path, *length)?;
        }
        // Replaces at most an empty file: a target with bytes in it has no first piece any more.
        fs::rename(first, target)?;
        file::sync_parent(target)?;
    }
    let mut output = OpenOptions::new().write(true).open(target)?;
    let mut done = output.seek(SeekFrom::End(0))?;
    if done < *first_length {
        return Err(StagingError::NotFound);
    }
    let mut begin = *first_length;
    for (path, length) in rest {
        let end = begin.saturating_add(*length);
        if done < end {
            let mut piece = check_length(path, *length)?;
            piece.seek(SeekFrom::Start(done.saturating_sub(begin)))?;
            copy(&mut piece, &mut output, end.saturating_sub(done), stop)?;
            done = end;
        }
        begin = end;
    }
    output.sync_all()?;
    for (path, _) in rest {
        file::remove(path)?;
    }
    Ok(done)
}

fn check_length(path: &Path, length: u64) -> Result<File, StagingError> {
    let (file, actual) = file::open(path)?;
    if actual == length { Ok(file) } else { Err(StagingError::WrongOffset { actual }) }
}

fn copy(from: &mut File, to: &mut File, mut left: u64, stop: &CancellationToken) -> Result<(), StagingError> {
    while left > 0 {
        if stop.is_cancelled() {
            to.sync_data()?;
            return Err(StagingError::Superseded);
        }
        // `io::copy` between files is `copy_file_range` on Linux.
        let copied = io::copy(&mut from.take(left.min(STEP)), to)?;
        if copied == 0 {
            return Err(StagingError::File(io::ErrorKind::UnexpectedEof.into()));
        }
        left = left.saturating_sub(copied);
    }
    Ok(())
}
