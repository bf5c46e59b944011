//! Room on local disks.

use super::StorageError;
use std::path::Path;

/// Bytes that an ordinary user may still write on the file system that holds `path`.
///
/// # Errors
/// [`StorageError::File`] if there is no such path.
pub fn free_bytes(path: &Path) -> Result<u64, StorageError> {
    let stat = rustix::fs::statvfs(path).map_err(std::io::Error::from)?;
    Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
}
