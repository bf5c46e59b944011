//! Where a film begins and ends, when containers tell nothing, too little or too much.

use super::probe::{FAR_US, Look, Probe, Stream};
use super::report::Seek;
use super::{InspectError, RejectReason};
use crate::ffmpeg::RunError;
use std::collections::BTreeMap;

/// How much of the end is looked at, in microseconds: more than any sane distance between packets.
const TAIL_US: i64 = 10_000_000;

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
    /// Reads the header, then looks at the packets of the end, and reads every packet only if the two disagree.
    ///
    /// # Errors
    /// When the end of an indexed file is missing, or a program cannot run.
    pub(super) async fn find(look: &Look<'_>, probe: &Probe, main: &Stream, used: &[&Stream], seek: Seek) -> Result<Self, InspectError> {
        let container_start = probe.format.start_time.micros().unwrap_or(0);
        let begin = used.iter().filter_map(|stream| stream.start_time.micros()).min().unwrap_or(container_start);
        let index = main.index.count().unwrap_or(0);
        let promised = header_end(main).or_else(|| Some(container_start + probe.format.duration.micros().filter(|length| *length > 0)?));
        let mut times = Self { container_start, begin, ends: BTreeMap::new(), missing_us: 0 };
        if let Some(promised) = promised {
            times.ends = tolerant(look.tail(promised - TAIL_US).await)?;
        }
        if !times.ends.contains_key(&index) {
            let scanned = look.scan(index).await.map_err(|error| InspectError::from_run(error, RejectReason::Corrupt))?;
            let reached = container_start + i64::try_from(scanned).unwrap_or(0).min(FAR_US);
            times.ends = tolerant(look.tail(reached - TAIL_US).await)?;
            times.ends.entry(index).or_insert(reached);
        }
        if let (Some(promised), Some(reached)) = (promised, times.ends.get(&index)) {
            times.missing_us = (promised - reached).max(0);
            if seek == Seek::Index && times.missing_us > 1_000_000 && times.missing_us > (promised - begin) / 10 {
                let detail =
                    format!("the file says {} s and holds {} s", (promised - begin) / 1_000_000, (reached - begin).max(0) / 1_000_000);
                return Err(InspectError::rejected(RejectReason::Truncated, detail));
            }
        }
        for stream in used {
            let (Some(index), Some(end)) = (stream.index.count(), header_end(stream).or(promised)) else { continue };
            times.ends.entry(index).or_insert(end);
        }
        Ok(times)
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

/// A tail that cannot be read is like an empty one.
fn tolerant(tail: Result<BTreeMap<u32, i64>, RunError>) -> Result<BTreeMap<u32, i64>, InspectError> {
    match tail {
        Err(RunError::Failed { .. }) => Ok(BTreeMap::new()),
        other => Ok(other?),
    }
}

/// Where the header says that a stream ends: by its duration, or by Matroska's tag of that name.
fn header_end(stream: &Stream) -> Option<i64> {
    let start = stream.start_time.micros().unwrap_or(0);
    let told = stream.duration.micros().filter(|length| *length > 0).map(|length| start + length);
    told.or_else(|| stream.tag("DURATION").and_then(clock).filter(|end| *end > 0))
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
