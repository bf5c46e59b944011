//! Lengths and bit rates of finished segments.

use super::{Measured, SegmentInfo};
use std::iter::zip;

/// The unbroken run from segment 1 on, in order, each number once. A growing playlist may list only
/// these: what comes after a hole would be named before it can be played.
pub fn contiguous(mut segments: Vec<SegmentInfo>) -> Vec<SegmentInfo> {
    segments.sort_by_key(|segment| segment.number);
    segments.dedup_by_key(|segment| segment.number);
    let run = zip(&segments, 1..).take_while(|(segment, number)| segment.number == *number).count();
    segments.truncate(run);
    segments
}

/// The length of each segment in microseconds, rounded so that no error adds up: the first `n`
/// together are within half a microsecond of their exact length, for every `n`.
pub(super) fn micros(segments: &[SegmentInfo]) -> impl Iterator<Item = u64> + '_ {
    let (mut ticks, mut told) = (0_u128, 0_u64);
    segments.iter().map(move |segment| {
        ticks += u128::from(segment.duration);
        let scale = u128::from(segment.timescale.max(1));
        let until = u64::try_from((ticks * 1_000_000 + scale / 2) / scale).unwrap_or(u64::MAX);
        let length = until.saturating_sub(told);
        told = until;
        length
    })
}

/// The target duration in seconds: what the plan says, or the longest segment rounded to the nearest
/// second if that is more (RFC 8216 section 4.3.3.1).
pub(super) fn target_duration(segments: &[SegmentInfo], planned: u32) -> u64 {
    let longest = micros(segments).max().unwrap_or(0);
    (longest.saturating_add(500_000) / 1_000_000).max(u64::from(planned))
}

impl Measured {
    /// Measures a rendition; `target_seconds` is its target duration. `None` if it has no length.
    pub fn of(segments: &[SegmentInfo], target_seconds: u32) -> Option<Self> {
        let sizes: Vec<_> = zip(segments.iter().map(|segment| segment.bytes), micros(segments)).collect();
        let frames: Vec<_> =
            segments.iter().flat_map(|segment| &segment.key_frames).map(|frame| (frame.length, frame.duration_us)).collect();
        let target_us = target_duration(segments, target_seconds).saturating_mul(1_000_000);
        let (bytes, duration_us) = total(&sizes);
        Some(Self {
            peak: peak(&sizes, target_us)?,
            average: bit_rate(bytes, duration_us)?,
            key_frame_peak: peak(&frames, target_us),
            duration_us,
        })
    }
}

/// The largest bit rate of any run of segments that lasts between 0.5 and 1.5 target durations
/// (RFC 8216 section 4.1). Where no run does (one short clip), that of all together.
fn peak(sizes: &[(u64, u64)], target_us: u64) -> Option<u64> {
    let (least, most) = (target_us / 2, target_us.saturating_mul(3) / 2);
    let mut highest = None;
    let mut rest = sizes;
    while let Some((_, shorter)) = rest.split_first() {
        let (mut bytes, mut length) = (0_u64, 0_u64);
        for (size, micros) in rest {
            bytes = bytes.saturating_add(*size);
            length = length.saturating_add(*micros);
            if length > most {
                break;
            }
            if length >= least {
                highest = highest.max(bit_rate(bytes, length));
            }
        }
        rest = shorter;
    }
    let (bytes, length) = total(sizes);
    highest.or_else(|| bit_rate(bytes, length))
}

fn total(sizes: &[(u64, u64)]) -> (u64, u64) {
    sizes.iter().fold((0, 0), |(bytes, length), (size, micros)| (bytes.saturating_add(*size), length.saturating_add(*micros)))
}

/// Bits per second, rounded up, so that a bandwidth is never promised too low.
fn bit_rate(bytes: u64, micros: u64) -> Option<u64> {
    let rate = (micros > 0).then(|| (u128::from(bytes) * 8_000_000).div_ceil(u128::from(micros)))?;
    Some(u64::try_from(rate).unwrap_or(u64::MAX))
}
