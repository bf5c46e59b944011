//! Reading a file while ffmpeg writes it.

use super::assemble::Assembler;
use super::{EncodeError, EncodeSink, InitSegment};
use crate::mp4::{Fragment, Init, Mp4Error};
use std::path::Path;
use std::time::Duration;
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio_util::sync::CancellationToken;

/// How often a file is looked at. A segment takes seconds to encode, so this delays nothing that matters.
const POLL: Duration = Duration::from_millis(40);

/// Follows one rendition's file until `ended`, and hands what is complete to the sink.
///
/// # Errors
/// When the file is not what the plan wants, at its end at the latest, or the sink fails.
pub(super) async fn follow(
    path: &Path,
    mut assembler: Assembler,
    sink: &dyn EncodeSink,
    ended: &CancellationToken,
) -> Result<(), EncodeError> {
    let mut file: Option<File> = None;
    let mut bytes = Vec::new();
    let mut head = Head::Awaited;
    loop {
        // Asked before reading: what is written after this look is read in the next round.
        let last_round = ended.is_cancelled();
        if file.is_none() {
            file = File::open(path).await.ok();
        }
        if let Some(file) = &mut file {
            file.read_to_end(&mut bytes).await.map_err(|source| crate::ffmpeg::RunError::Io { program: "ffmpeg", source })?;
        }
        let taken = take(&bytes, &mut head, &mut assembler, sink).await?;
        bytes.drain(..taken);
        if last_round {
            break;
        }
        tokio::select! {
            () = ended.cancelled() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
    if assembler.is_complete() {
        return Ok(());
    }
    let detail = if matches!(head, Head::Given) { assembler.shortfall() } else { "nothing was written".to_owned() };
    Err(EncodeError::Incomplete { rendition: assembler.rendition().to_owned(), detail })
}

/// The init segment of a file: it is handed on with the first segment, since a run that decodes nothing writes one too.
enum Head {
    Awaited,
    Read(InitSegment),
    Given,
}

/// Handles all boxes that are complete; says how many bytes they took.
async fn take(bytes: &[u8], head: &mut Head, assembler: &mut Assembler, sink: &dyn EncodeSink) -> Result<usize, EncodeError> {
    let rendition = assembler.rendition().to_owned();
    let output = |source: Mp4Error| EncodeError::Output { rendition: rendition.clone(), source };
    let stored = |source| EncodeError::Sink { rendition: rendition.clone(), source };
    let mut taken = 0;
    loop {
        let rest = bytes.get(taken..).unwrap_or_default();
        if matches!(head, Head::Awaited) {
            let Some((init, size)) = Init::parse_growing(rest, assembler.shift()).map_err(output)? else { break };
            taken += size;
            if init.timescale != assembler.timescale() {
                return Err(output(Mp4Error::Unexpected("the track has another time scale than was asked for")));
            }
            let Init { data, codec, timescale, .. } = init;
            *head = Head::Read(InitSegment { rendition: rendition.clone(), data, codec, timescale });
            continue;
        }
        let Some((fragment, size)) = Fragment::parse_growing(rest).map_err(output)? else { break };
        taken += size;
        for segment in assembler.push(fragment).map_err(output)? {
            if let Head::Read(init) = std::mem::replace(head, Head::Given) {
                sink.init(init).await.map_err(stored)?;
            }
            sink.segment(segment).await.map_err(stored)?;
        }
    }
    Ok(taken)
}
