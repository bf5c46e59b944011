//! Clocks that restart, jump or wrap, as in transport streams that were joined byte by byte.
//!
//! No time in such a file says where it lies, so nothing could be sought in it. It is copied once, packet by packet, into
//! a file with one clock: read in order, ffmpeg moves all tracks together wherever the clock breaks.

use super::probe::{Look, Probe, Stream};
use super::{InspectError, RejectReason};
use crate::ffmpeg::{Arguments, Invocation, Limit, Program, Scratch, Tools, input_options};
use crate::input::Input;
use std::path::PathBuf;
use tokio_util::sync::CancellationToken;

/// Containers that stay valid when files are joined byte by byte, each with a clock of its own.
const JOINABLE: [&str; 2] = ["mpegts", "mpeg"];

/// Where the clock of these containers wraps: 33 bits of 90 kHz, in microseconds.
const WRAP_US: i64 = (1 << 33) / 9 * 100;

/// The clock is broken if a file, read in order, lasts longer or shorter than from its first to its last time by this much.
const TOLERANCE_US: u64 = 1_000_000;

/// Whether a seek in this file would go astray.
///
/// Reads a joinable container as a whole, without decoding; all others are not looked at.
///
/// # Errors
/// When ffmpeg cannot run.
pub(super) async fn is_broken(look: &Look<'_>, probe: &Probe, container: &str, main: &Stream) -> Result<bool, InspectError> {
    let start = probe.format.start_time.micros().unwrap_or(0);
    let (Some(index), Some(length)) = (main.index.count(), main.duration.micros()) else { return Ok(false) };
    if !JOINABLE.contains(&container) {
        return Ok(false);
    }
    if start < 0 || start.saturating_add(length) > WRAP_US {
        return Ok(true);
    }
    let offset = main.start_time.micros().unwrap_or(start).saturating_sub(start);
    let scanned = look.scan(index).await.map_err(|error| InspectError::from_run(error, RejectReason::Corrupt, "the file is damaged"))?;
    let promised = u64::try_from(length.saturating_add(offset)).unwrap_or(0);
    Ok(scanned > 0 && scanned.abs_diff(promised) > TOLERANCE_US)
}

/// A copy of a source with one clock. Its file is removed on drop.
#[derive(Debug)]
pub struct OneClock {
    folder: Scratch,
}

impl OneClock {
    /// Where the copy is.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("source.ts")
    }
}

/// Copies a source for which [`inspect`](super::inspect) found [`InspectError::BrokenClock`], without encoding anything anew.
///
/// # Errors
/// When the copy cannot be made.
pub async fn with_one_clock(tools: &Tools, input: &Input, cancel: &CancellationToken) -> Result<OneClock, InspectError> {
    let copy = OneClock { folder: tools.scratch()? };
    let mut arguments = Arguments::new();
    arguments.option("-fflags", "+genpts");
    input_options(&mut arguments, tools, input);
    arguments.add(["-map", "0", "-copy_unknown", "-c", "copy", "-f", "mpegts"]).file(&copy.path());
    let invocation = Invocation {
        program: Program::Ffmpeg,
        arguments: arguments.into_vec(),
        folder: &copy.folder,
        network: matches!(input, Input::Url(_)),
        // As large as the source: what is read bounds what is written.
        limit: Limit { output_bytes: u64::MAX, ..tools.encode_limit() },
    };
    let copied = tools.run(invocation, cancel, |_| {}).await;
    copied.map_err(|error| {
        InspectError::from_run(error, RejectReason::Corrupt, "the times of the file restart, and it cannot be read in order")
    })?;
    Ok(copy)
}
