//! Cutting a film into chunks, and chunks into tasks.

use super::{AudioRendition, Chunk, EncodeTask, LadderSettings, Timeline, VideoRendition};
use crate::rational::Rational;

/// The first rung that is made: small enough to be ready in a second or two, large enough to watch.
const FIRST_SHORT_SIDE: u32 = 360;

/// AAC frames per second at 48 kHz.
const AAC_FRAMES: Rational = Rational::new(48_000, 1024);

/// The grid of a film with pictures at `rate`.
pub(super) fn video_timeline(duration_us: u64, rate: Rational, rungs: &[VideoRendition], settings: &LadderSettings) -> Timeline {
    // Every mark is a frame on every rung, so it is a multiple of every rung's divisor.
    let step = rungs.iter().map(|rung| rung.rate_divisor).fold(1, lcm);
    let gop = round_to(rate.scale(u64::from(settings.gop_seconds)), step);
    let units = rate.frames_in(duration_us).max(1).next_multiple_of(step);
    let segment = gop * u64::from(settings.segment_seconds / settings.gop_seconds.max(1)).max(1);
    Timeline { rate, units, gop, segment, min_tail: rate.divided_by(2).scale(1).max(1) }
}

/// The grid of a film without pictures: in AAC frames, so that its marks are exact too.
pub(super) fn audio_timeline(duration_us: u64, settings: &LadderSettings) -> Timeline {
    let segment = AAC_FRAMES.scale(u64::from(settings.segment_seconds)).max(1);
    let units = AAC_FRAMES.frames_in(duration_us).max(1);
    Timeline { rate: AAC_FRAMES, units, gop: segment, segment, min_tail: AAC_FRAMES.divided_by(2).scale(1) }
}

/// A short chunk, then long ones; every boundary is one of the segments'.
pub(super) fn chunks(timeline: &Timeline, settings: &LadderSettings) -> Vec<Chunk> {
    let segments_in = |seconds: u32| (seconds / settings.segment_seconds.max(1)).max(1);
    let count = timeline.segment_count();
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut first_segment = 1;
    while first_segment <= count {
        let want = segments_in(if chunks.is_empty() { settings.first_chunk_seconds } else { settings.chunk_seconds });
        let segments = want.min(count - first_segment + 1);
        let (start, end) = (timeline.segment_start(first_segment), timeline.segment_start(first_segment + segments));
        let index = u32::try_from(chunks.len()).unwrap_or(u32::MAX);
        chunks.push(Chunk { index, start, units: end - start, first_segment, segments });
        first_segment += segments;
    }
    chunks
}

/// The tasks in the order in which a viewer needs them: something to see, its sound, the other
/// rungs of the first chunk, the other languages, then the rest of the film.
pub(super) fn tasks(chunks: &[Chunk], rungs: &[VideoRendition], audio: &[AudioRendition]) -> Vec<EncodeTask> {
    let first_rung = rungs.iter().rev().find(|rung| rung.width.min(rung.height) <= FIRST_SHORT_SIDE).or(rungs.first());
    let (first, others): (Vec<_>, Vec<_>) =
        rungs.iter().map(|rung| rung.name.clone()).partition(|name| first_rung.is_some_and(|first| first.name == *name));
    let video = |chunk: u32, renditions: &[String]| EncodeTask::Video { chunk, renditions: renditions.to_vec() };
    let mut sound = audio.iter().map(|track| EncodeTask::Audio { rendition: track.name.clone() });
    let mut tasks = Vec::new();
    if !chunks.is_empty() {
        tasks.push(video(0, &first));
    }
    tasks.extend(sound.next());
    if !chunks.is_empty() && !others.is_empty() {
        tasks.push(video(0, &others));
    }
    tasks.extend(sound);
    let all: Vec<String> = rungs.iter().map(|rung| rung.name.clone()).collect();
    tasks.extend(chunks.iter().skip(1).map(|chunk| video(chunk.index, &all)));
    tasks
}

/// The multiple of `step` nearest to `value`, at least one step.
fn round_to(value: u64, step: u64) -> u64 {
    ((value + step / 2) / step).max(1) * step
}

fn lcm(a: u64, b: u64) -> u64 {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    a / x.max(1) * b
}
