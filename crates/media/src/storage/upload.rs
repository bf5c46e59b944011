//! Sending a local file to the store in parts, with bounded memory.

use super::StorageError;
use bytes::{BufMut, Bytes, BytesMut};
use object_store::path::Path as ObjectPath;
use object_store::{Attributes, ObjectStore, PutMultipartOptions, PutOptions, WriteMultipart};
use tokio::fs::File;
use tokio::io::AsyncReadExt;

/// S3 allows 10,000 parts; a little room is left for a file that is longer than it said.
const MAX_PARTS: u64 = 9_500;
/// Parts on the way at once; a further one is being read.
const PARALLEL_PARTS: usize = 2;

/// Sends all of `file` and gives the number of bytes. A failed upload leaves no object; on S3 its
/// parts are given up too, except when the process dies or this future is dropped (a lifecycle rule
/// of the bucket sweeps those).
pub(super) async fn send(
    store: &dyn ObjectStore,
    to: &ObjectPath,
    mut file: File,
    part_bytes: u64,
    attributes: Attributes,
) -> Result<u64, StorageError> {
    let size = file.metadata().await?.len();
    let part_bytes = part_bytes.max(size / MAX_PARTS);
    let step = usize::try_from(part_bytes).map_err(std::io::Error::other)?;
    if size <= part_bytes {
        let part = read_part(&mut file, BytesMut::new(), step).await?;
        let sent = count(part.len());
        store.put_opts(to, part.freeze().into(), PutOptions { attributes, ..PutOptions::default() }).await?;
        return Ok(sent);
    }
    let upload = store.put_multipart_opts(to, PutMultipartOptions { attributes, ..PutMultipartOptions::default() }).await?;
    let mut writer = WriteMultipart::new_with_chunk_size(upload, step);
    match send_parts(&mut writer, &mut file, step).await {
        Ok(sent) => {
            writer.finish().await?;
            Ok(sent)
        }
        Err(error) => {
            if let Err(abort) = writer.abort().await {
                tracing::warn!(object = %to, error = %abort, "a failed multipart upload could not be given up");
            }
            Err(error)
        }
    }
}

async fn send_parts(writer: &mut WriteMultipart, file: &mut File, step: usize) -> Result<u64, StorageError> {
    let mut buffers = Buffers::default();
    let mut sent = 0;
    loop {
        let part = read_part(file, buffers.take(), step).await?;
        if part.is_empty() {
            return Ok(sent);
        }
        sent += count(part.len());
        let part = buffers.lend(part);
        writer.wait_for_capacity(PARALLEL_PARTS).await?;
        writer.put(part);
    }
}

/// The buffers of the parts of one upload. Allocators keep freed blocks of this size, some for each thread, so a new
/// buffer for every part would take several times the memory that is in use.
#[derive(Default)]
struct Buffers {
    lent: Vec<Bytes>,
}

impl Buffers {
    /// An empty buffer: that of a part which has been sent, if there is one.
    fn take(&mut self) -> BytesMut {
        let sent = self.lent.iter().position(Bytes::is_unique).map(|at| self.lent.swap_remove(at));
        let mut buffer = sent.and_then(|part| part.try_into_mut().ok()).unwrap_or_default();
        buffer.clear();
        buffer
    }

    /// The part to send; its buffer comes back when it has been.
    fn lend(&mut self, part: BytesMut) -> Bytes {
        let part = part.freeze();
        self.lent.push(part.clone());
        part
    }
}

/// The next `step` bytes in this buffer, fewer only at the end of the file.
async fn read_part(file: &mut File, mut buffer: BytesMut, step: usize) -> Result<BytesMut, StorageError> {
    buffer.reserve(step);
    // Limited as a buffer, not as a reader: a full buffer that is offered for reading doubles itself first.
    let mut part = buffer.limit(step);
    while file.read_buf(&mut part).await? > 0 {}
    Ok(part.into_inner())
}

fn count(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
