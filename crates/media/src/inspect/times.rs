//! Where a film begins and ends, when containers tell nothing, too little or too much.

use super::probe::{FAR_US, Look, Packet, Probe, Stream};
use super::{InspectError, RejectReason};
use crate::ffmpeg::RunError;
use std::collections::BTreeMap;

/// How much of the end is looked at, in microseconds: more than any sane distance between packets.
const TAIL_US: i64 = 10_000_000;

/// How much of the end of a sound track is decoded: more than the longest packet.
const DECODED_US: i64 = 3_000_000;

/// A film that is shorter than its header says by less than this is whole.
const TOLERANCE_US: i64 = 1_000_000;

/// Containers that can be cut off anywhere: what is there plays.
const STREAMING: [&str; 7] = ["matroska", "webm", "mpegts", "mpeg", "flv", "ogg", "asf"];

/// Times of a film on the container's clock, in microseconds.
pub(super) struct Times {
    /// Where the container says that it begins; ffmpeg counts from here.
    container_start: i64,
    /// First picture or sound that is used.
    begin: i64,
    ends: BTreeMap<u32, i64>,
    /// The container promises more than it holds, by this many microseconds.
    pub(super) missing_us: i64,
}

impl Times {
    /// Reads the header, then looks at the packets of the end, and reads every packet only where the header leads nowhere.
    ///
    /// # Errors
    /// When most of an indexed file is missing, its end is encrypted, or a program cannot run.
    pub(super) async fn find(look: &Look<'_>, probe: &Probe, container: &str, used: &[&Stream]) -> Result<Self, InspectError> {
        let container_start = probe.format.start_time.micros().unwrap_or(0);
        let begin = used.iter().filter_map(|stream| stream.start_time.micros()).min().unwrap_or(container_start);
        let of_format = || Some(container_start + probe.format.duration.micros().filter(|length| *length > 0)?);
        let promised = used.iter().filter_map(|stream| header_end(stream)).max().or_else(of_format);
        let mut times = Self { container_start, begin, ends: BTreeMap::new(), missing_us: 0 };
        if let Some(promised) = promised {
            times.ends = tail(look, promised - TAIL_US, used).await?;
        }
        if let (true, Some(main)) = (times.ends.is_empty(), used.first()) {
            times.measure(look, main.index.count().unwrap_or(0), used).await?;
        }
        let reached = times.ends.values().copied().max();
        if let (Some(promised), Some(reached)) = (promised, reached) {
            times.missing_us = promised - reached;
            times.refuse_remains(promised, reached, is_streaming(container, used))?;
        }
        times.end_at_the_last_sample(look, container, used).await?;
        for stream in used {
            let (Some(index), Some(end)) = (stream.index.count(), header_end(stream).or(promised)) else { continue };
            times.ends.entry(index).or_insert(reached.map_or(end, |reached| end.min(reached)));
        }
        Ok(times)
    }

    /// Reads the whole file, whose header says nothing of its length or what is not so.
    async fn measure(&mut self, look: &Look<'_>, main: u32, used: &[&Stream]) -> Result<(), InspectError> {
        let scanned = look.scan(main).await.map_err(|error| InspectError::from_run(error, RejectReason::Corrupt, "the file is damaged"))?;
        let reached = self.container_start + i64::try_from(scanned).unwrap_or(0).min(FAR_US);
        self.ends = tail(look, reached - TAIL_US, used).await?;
        self.ends.entry(main).or_insert(reached);
        Ok(())
    }

    /// Refuses an indexed file of which most is missing; what plays from containers made for streaming is a film.
    fn refuse_remains(&self, promised: i64, reached: i64, streaming: bool) -> Result<(), InspectError> {
        let (whole, there) = (promised - self.begin, (reached - self.begin).max(0));
        if streaming || self.missing_us <= TOLERANCE_US || there >= whole / 2 {
            return Ok(());
        }
        let detail = format!("the file says {} s and holds {} s", whole / 1_000_000, there / 1_000_000);
        Err(InspectError::rejected(RejectReason::Truncated, detail))
    }

    /// Corrects the ends of sound tracks by decoding: outside indexed MP4 files the last packet may be long and say nothing of it.
    async fn end_at_the_last_sample(&mut self, look: &Look<'_>, container: &str, used: &[&Stream]) -> Result<(), InspectError> {
        for stream in used.iter().filter(|stream| container != "mp4" && stream.codec_type.text() == Some("audio")) {
            let Some(end) = stream.index.count().and_then(|index| self.ends.get_mut(&index)) else { continue };
            match look.last_sample(stream, *end - DECODED_US).await {
                Ok(sample) => *end = sample.unwrap_or(*end),
                Err(RunError::Failed { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Whether the header promises notably more than the file holds.
    pub(super) fn end_early(&self) -> bool {
        self.missing_us > TOLERANCE_US
    }

    /// Where the film begins, from the container's start.
    pub(super) fn origin_us(&self) -> u64 {
        u64::try_from(self.begin - self.container_start).unwrap_or(0)
    }

    /// Where a stream ends, from the film's begin.
    pub(super) fn end_us(&self, stream: u32) -> u64 {
        self.ends.get(&stream).and_then(|end| u64::try_from(end - self.begin).ok()).unwrap_or(0)
    }

    /// How long after the film's begin a stream starts.
    pub(super) fn start_after_us(&self, stream: &Stream) -> u64 {
        stream.start_time.micros().and_then(|start| u64::try_from(start - self.begin).ok()).unwrap_or(0)
    }
}

/// End of the last packet of each used stream that has one after `from`. A tail that cannot be read is like an empty one.
async fn tail(look: &Look<'_>, from: i64, used: &[&Stream]) -> Result<BTreeMap<u32, i64>, InspectError> {
    let packets = match look.packets(from).await {
        Err(RunError::Failed { .. }) => Vec::new(),
        packets => packets?,
    };
    super::refuse_encrypted(&packets, used)?;
    let mut ends = BTreeMap::new();
    for stream in used.iter().filter_map(|stream| stream.index.count()) {
        let of_stream = packets.iter().filter(|packet| packet.stream_index.count() == Some(stream));
        if let Some(end) = of_stream.filter_map(Packet::end).max() {
            ends.insert(stream, end);
        }
    }
    Ok(ends)
}

/// Whether a file that is cut off plays up to there. An MP4 file without counts of samples is one of fragments.
fn is_streaming(container: &str, used: &[&Stream]) -> bool {
    let fragments = container == "mp4" && used.iter().all(|stream| stream.nb_frames.count().is_none());
    fragments || STREAMING.contains(&container)
}

/// Where the header says that a stream ends: by Matroska's tag of that name, or by its duration.
fn header_end(stream: &Stream) -> Option<i64> {
    let start = stream.start_time.micros().unwrap_or(0);
    let duration = || stream.duration.micros().filter(|length| *length > 0).map(|length| start + length);
    stream.tag("DURATION").and_then(clock).filter(|end| *end > 0).or_else(duration)
}

/// `01:02:03.500000000` in microseconds; times beyond [`FAR_US`] are taken for noise.
fn clock(text: &str) -> Option<i64> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut seconds = 0_i64;
    for part in clock.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    let micros: i64 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
    seconds.checked_mul(1_000_000)?.checked_add(micros).filter(|time| (-FAR_US..=FAR_US).contains(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_times_are_read() {
        assert_eq!(clock("01:02:03.500000000"), Some(3_723_500_000));
        assert_eq!(clock("00:00:03"), Some(3_000_000));
        assert_eq!(clock("soon"), None);
        assert_eq!(clock("2562047788:00:54.775807"), None, "longer than anything that can be added to");
    }
}
