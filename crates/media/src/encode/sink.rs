//! What an encode task hands out while it runs.

use async_trait::async_trait;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// The initialization segment of a rendition (ISO/IEC 14496-12 `ftyp` + `moov`).
///
/// Every task of a rendition makes the same bytes, so storing it again changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitSegment {
    /// The rendition's name.
    pub rendition: String,
    /// The file.
    pub data: Bytes,
    /// RFC 6381 codec string, such as `avc1.64001f` or `mp4a.40.2`.
    pub codec: String,
    /// Ticks per second of the track.
    pub timescale: u32,
}

/// One finished media segment; any player that has the rendition's init segment can show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The rendition's name.
    pub rendition: String,
    /// Number within the rendition; the film's first is 1.
    pub number: u32,
    /// The file.
    pub data: Bytes,
    /// Ticks per second of the track.
    pub timescale: u32,
    /// When it starts, in ticks from the start of the film (its `tfdt`; with the init segment's edit list also its first presentation time).
    pub start: u64,
    /// How long it lasts, in ticks.
    pub duration: u64,
    /// Its key frames, in order; empty for sound.
    pub key_frames: Vec<KeyFrame>,
}

impl Segment {
    /// How long it lasts, in microseconds.
    pub fn duration_us(&self) -> u64 {
        ticks_to_us(self.duration, self.timescale)
    }

    /// When it starts, in microseconds.
    pub fn start_us(&self) -> u64 {
        ticks_to_us(self.start, self.timescale)
    }
}

fn ticks_to_us(ticks: u64, timescale: u32) -> u64 {
    let micros = (u128::from(ticks) * 1_000_000 + u128::from(timescale) / 2) / u128::from(timescale.max(1));
    u64::try_from(micros).unwrap_or(u64::MAX)
}

/// Where a key frame lies in its segment, for the I-frame playlist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFrame {
    /// First byte of the fragment that the key frame opens.
    pub offset: u64,
    /// Bytes from there to the end of the key frame.
    pub length: u64,
    /// Microseconds from this key frame to the next one or to the end of the segment.
    pub duration_us: u64,
}

/// Why a sink could not take something; kept as it is and told to whoever runs the task.
pub type SinkError = Box<dyn std::error::Error + Send + Sync>;

/// Takes what a task makes, as soon as it is made. Calls for one rendition come in order.
///
/// While a call waits, the rendition's next segments wait too, so a slow store costs no memory.
#[async_trait]
pub trait EncodeSink: Send + Sync {
    /// Called once per rendition, before its first segment.
    async fn init(&self, init: InitSegment) -> Result<(), SinkError>;

    /// Called for each segment in order.
    async fn segment(&self, segment: Segment) -> Result<(), SinkError>;

    /// Called about twice a second with the share of the task that is done, 0 to 1.
    fn progress(&self, _done: f32) {}
}
