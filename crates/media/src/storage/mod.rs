//! Objects at rest: uploaded files, segments, playlists and images.
//!
//! [`Store`] is one concrete type over `dyn ObjectStore`, for a local folder and for S3. What can
//! be done better on a folder (moving a file in by a rename, reading in large steps) is done so
//! behind the same methods. Writes are atomic: a reader sees the old object, the new one or none.
//!
//! Start at [`Store`]; [`Key`] and [`Prefix`] hold the layout.

mod backend;
mod disk;
mod error;
mod key;
mod local;
mod purge;
mod settings;
mod upload;

#[cfg(test)]
mod faults;
#[cfg(test)]
mod tests;

pub use disk::free_bytes;
pub use error::StorageError;
pub use key::{Key, Prefix};
pub use purge::Purge;
pub use settings::StorageSettings;

pub(crate) use error::is_full;
pub(crate) use local::sync_folder;

use crate::delivery::content_type;
use crate::input::Input;
use backend::Backend;
use bytes::Bytes;
use domain::Timestamp;
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};
use object_store::path::Path as ObjectPath;
use object_store::signer::{Method, Signer};
use object_store::{Attribute, Attributes, GetOptions, GetResult, GetResultPayload, ObjectMeta, ObjectStore, ObjectStoreExt, PutOptions};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::spawn_blocking;

/// The content of an object, or of a range of it.
pub type ByteStream = BoxStream<'static, Result<Bytes, StorageError>>;

/// What is known of an object without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectInfo {
    /// Its name.
    pub key: Key,
    /// Its length in bytes.
    pub bytes: u64,
    /// When it was written.
    pub modified: Timestamp,
    /// A strong entity tag in quotes, as the `ETag` field wants it.
    pub etag: String,
}

/// The store of all objects. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    backend: Arc<Backend>,
    part_bytes: u64,
    presign: Duration,
    check_timeout: Duration,
}

impl Store {
    /// Opens the place that the settings name. A local folder is made; a bucket must be there,
    /// which only [`check`](Self::check) finds out.
    ///
    /// # Errors
    /// [`StorageError::Settings`] for settings that name no place, [`StorageError::File`] if the
    /// folder cannot be made.
    pub fn open(settings: &StorageSettings) -> Result<Self, StorageError> {
        let (objects, backend) = backend::open(settings)?;
        Ok(Self {
            objects,
            backend: Arc::new(backend),
            part_bytes: settings.part_bytes,
            presign: Duration::from_secs(settings.presign_seconds),
            check_timeout: Duration::from_secs(settings.check_timeout_seconds),
        })
    }

    /// The folder of a local store; `None` for a bucket.
    pub fn local_root(&self) -> Option<&Path> {
        match &*self.backend {
            Backend::Folder(root) => Some(root),
            Backend::Bucket { .. } => None,
        }
    }

    /// Writes an object from memory, replacing what was there. On a local store it also removes what
    /// a process that was killed while it wrote the same object has left beside it.
    ///
    /// # Errors
    /// [`StorageError::Full`], or the failure of the store.
    pub async fn put_bytes(&self, key: &Key, bytes: Bytes) -> Result<(), StorageError> {
        let options = PutOptions { attributes: self.attributes(key), ..PutOptions::default() };
        self.objects.put_opts(&self.path(key.as_str()), bytes.into(), options).await?;
        if let Some(target) = self.local_path(key) {
            spawn_blocking(move || local::remove_staged(&target)).await.map_err(std::io::Error::other)??;
        }
        Ok(())
    }

    /// Copies a local file into the store, replacing what was there, and gives its size. Memory use
    /// is bounded by the part size of the settings, whatever the size of the file.
    ///
    /// # Errors
    /// [`StorageError::File`] if the file cannot be read, [`StorageError::Full`], or the failure of
    /// the store.
    pub async fn put_file(&self, key: &Key, source: &Path) -> Result<u64, StorageError> {
        let file = tokio::fs::File::open(source).await?;
        upload::send(&*self.objects, &self.path(key.as_str()), file, self.part_bytes, self.attributes(key)).await
    }

    /// Moves a local file into the store and gives its size; the source is removed last.
    ///
    /// On a local store in the same file system this is a durable rename, so it takes no longer
    /// for a large file. It may be repeated after a crash at any point: a source that is gone with
    /// its target in place is a success. On S3 a target of equal size saves a large source from
    /// being sent again; a source of one part is always sent, since it may be another encode.
    ///
    /// # Errors
    /// [`StorageError::Missing`] if neither source nor target exists, else as [`put_file`](Self::put_file).
    pub async fn adopt_file(&self, key: &Key, source: &Path) -> Result<u64, StorageError> {
        if let Some(target) = self.local_path(key) {
            let (source, name) = (source.to_owned(), key.to_string());
            return match spawn_blocking(move || local::adopt(&source, &target)).await.map_err(std::io::Error::other)? {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(StorageError::Missing(name)),
                adopted => Ok(adopted?),
            };
        }
        let present = self.head(key).await?.map(|info| info.bytes);
        let size = match tokio::fs::metadata(source).await {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return present.ok_or_else(|| StorageError::Missing(key.to_string()));
            }
            metadata => metadata?.len(),
        };
        if size <= self.part_bytes || present != Some(size) {
            self.put_file(key, source).await?;
        }
        tokio::fs::remove_file(source).await?;
        Ok(size)
    }

    /// Looks an object up.
    ///
    /// # Errors
    /// The failure of the store.
    pub async fn head(&self, key: &Key) -> Result<Option<ObjectInfo>, StorageError> {
        let found = self.objects.head(&self.path(key.as_str())).await;
        Ok(present(found)?.map(|meta| info(key.clone(), &meta)))
    }

    /// Opens a whole object in one request.
    ///
    /// # Errors
    /// The failure of the store; the stream may fail later.
    pub async fn get(&self, key: &Key) -> Result<Option<(ObjectInfo, ByteStream)>, StorageError> {
        let found = self.objects.get(&self.path(key.as_str())).await;
        Ok(present(found)?.map(|result| (info(key.clone(), &result.meta), stream(result))))
    }

    /// Opens a part of an object; `range` must lie inside it (see [`crate::range`]).
    ///
    /// # Errors
    /// [`StorageError::Missing`], or the failure of the store; the stream may fail later.
    pub async fn get_range(&self, key: &Key, range: Range<u64>) -> Result<ByteStream, StorageError> {
        if range.is_empty() {
            return Ok(futures_util::stream::empty().boxed());
        }
        let options = GetOptions { range: Some(range.into()), ..GetOptions::default() };
        Ok(stream(self.objects.get_opts(&self.path(key.as_str()), options).await?))
    }

    /// Reads a small object into memory.
    ///
    /// # Errors
    /// [`StorageError::TooLong`] over `limit` bytes, or the failure of the store.
    pub async fn read(&self, key: &Key, limit: u64) -> Result<Option<Bytes>, StorageError> {
        let Some(result) = present(self.objects.get(&self.path(key.as_str())).await)? else { return Ok(None) };
        if result.meta.size > limit {
            return Err(StorageError::TooLong { key: key.to_string(), limit });
        }
        Ok(Some(result.bytes().await?))
    }

    /// Everything below a prefix, in no particular order. Names that are not keys (a file that
    /// somebody else put there) are left out.
    pub fn list(&self, prefix: &Prefix) -> BoxStream<'static, Result<ObjectInfo, StorageError>> {
        let skip = self.path("").as_ref().len();
        self.objects
            .list(Some(&self.path(prefix.as_str())))
            .map_err(StorageError::from)
            .try_filter_map(move |meta| async move {
                let name = meta.location.as_ref().get(skip..).unwrap_or_default().trim_start_matches('/');
                Ok(Key::parse(name).ok().map(|key| info(key, &meta)))
            })
            .boxed()
    }

    /// Removes an object; one that is not there is fine.
    ///
    /// # Errors
    /// The failure of the store.
    pub async fn delete(&self, key: &Key) -> Result<(), StorageError> {
        present(self.objects.delete(&self.path(key.as_str())).await)?;
        Ok(())
    }

    /// Removes everything below a prefix; may be repeated. What is written there meanwhile may stay.
    ///
    /// # Errors
    /// The failure of the store; a part may be removed by then.
    pub async fn delete_prefix(&self, prefix: &Prefix) -> Result<(), StorageError> {
        if let Backend::Folder(root) = &*self.backend {
            let folder = root.join(prefix.as_str());
            return Ok(spawn_blocking(move || local::remove_folder(&folder)).await.map_err(std::io::Error::other)??);
        }
        let found = self.objects.list(Some(&self.path(prefix.as_str()))).map_ok(|meta| meta.location).boxed();
        // The store sends them in batches of a thousand, a few at once.
        let mut removed = self.objects.delete_stream(found);
        while let Some(result) = removed.next().await {
            present(result)?;
        }
        Ok(())
    }

    /// Where ffmpeg reads this object from. It is not checked that the object exists.
    ///
    /// # Errors
    /// The failure of signing, for example when no credentials can be had.
    pub async fn input(&self, key: &Key) -> Result<Input, StorageError> {
        match &*self.backend {
            Backend::Folder(root) => Ok(Input::File(root.join(key.as_str()))),
            Backend::Bucket { signer, .. } => {
                let url = signer.signed_url(Method::GET, &self.path(key.as_str()), self.presign).await?;
                Ok(Input::Url(url.into()))
            }
        }
    }

    /// Whether the store can be used now; for readiness. Ends within the time of the settings.
    ///
    /// # Errors
    /// [`StorageError::Timeout`], or why it cannot be used.
    pub async fn check(&self) -> Result<(), StorageError> {
        tokio::time::timeout(self.check_timeout, self.check_now()).await.map_err(|_| StorageError::Timeout)?
    }

    async fn check_now(&self) -> Result<(), StorageError> {
        if let Backend::Folder(root) = &*self.backend {
            let root = root.clone();
            return Ok(spawn_blocking(move || local::check(&root)).await.map_err(std::io::Error::other)??);
        }
        // A listing, unlike a look-up, tells a missing bucket from a missing object.
        let nothing_here = self.path("readiness-check");
        self.objects.list(Some(&nothing_here)).next().await.transpose()?;
        Ok(())
    }

    fn path(&self, name: &str) -> ObjectPath {
        match &*self.backend {
            Backend::Folder(_) => ObjectPath::from(name),
            Backend::Bucket { prefix, .. } => ObjectPath::from(format!("{prefix}/{name}")),
        }
    }

    fn local_path(&self, key: &Key) -> Option<PathBuf> {
        self.local_root().map(|root| root.join(key.as_str()))
    }

    /// A folder keeps no attributes, and refuses them.
    fn attributes(&self, key: &Key) -> Attributes {
        match &*self.backend {
            Backend::Folder(_) => Attributes::new(),
            Backend::Bucket { .. } => Attributes::from_iter([(Attribute::ContentType, content_type(key.file_name()))]),
        }
    }
}

/// Turns "not found" from an error into an answer.
fn present<T>(result: object_store::Result<T>) -> Result<Option<T>, StorageError> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error::is_absent(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn info(key: Key, meta: &ObjectMeta) -> ObjectInfo {
    let modified = Timestamp::from_millis(meta.last_modified.timestamp_millis());
    let tag = meta.e_tag.as_deref().map(|tag| tag.trim_start_matches("W/").trim_matches('"'));
    // Every backend of ours gives a tag; time and size stand in for one that some day does not.
    let etag = tag.map_or_else(|| format!("\"{:x}-{:x}\"", modified.millis(), meta.size), |tag| format!("\"{tag}\""));
    ObjectInfo { key, bytes: meta.size, modified, etag }
}

fn stream(result: GetResult) -> ByteStream {
    match result.payload {
        GetResultPayload::File(file, _) => local::read(file, result.range),
        GetResultPayload::Stream(stream) => stream.map_err(StorageError::from).boxed(),
    }
}
