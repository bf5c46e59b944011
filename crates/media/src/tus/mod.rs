//! The tus resumable upload protocol 1.0, as pure functions over header values.
//!
//! [`Creation`] and [`Append`] are the two requests that carry something to read; HEAD and DELETE
//! need only [`check_version`] and an [`UploadId`](domain::upload::UploadId). The bytes themselves
//! go to [`staging`](crate::staging), the rows to `pipeline`, the answers to `server`.
//!
//! <https://tus.io/protocols/resumable-upload>

mod checksum;
mod concat;
mod error;
mod header;
mod metadata;
mod request;

#[cfg(test)]
mod tests;

pub use checksum::{Algorithm, Checksum, Hasher};
pub use concat::Concat;
pub use error::TusError;
pub use metadata::{Metadata, clean_name, title_of};
pub use request::{Append, Creation, check_version};

/// The one version that we speak: `Tus-Resumable` and `Tus-Version`.
pub const VERSION: &str = "1.0.0";

/// The value of `Tus-Extension`.
pub const EXTENSIONS: &str = "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination,concatenation";

/// The value of `Tus-Checksum-Algorithm`.
pub const CHECKSUM_ALGORITHMS: &str = "sha1,sha256,crc32";

/// The content type of every body that carries bytes of a file.
pub const PATCH_CONTENT_TYPE: &str = "application/offset+octet-stream";
