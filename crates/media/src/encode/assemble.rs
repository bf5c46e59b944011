//! From ffmpeg's fragments to our segments: counted, checked and timed.
//!
//! Times are not read from ffmpeg but counted: every picture lasts one frame and every AAC frame
//! 1024 samples, because the filters saw to that. So chunks join without a gap whatever the
//! muxer does.
//!
//! - **Pictures**: decoding times start at the chunk's mark. Because of reordering, the first
//!   picture is shown [`REORDER_FRAMES`] later, on every chunk and every rung, and the init segment
//!   takes that back by an edit list (the structure of CMAF's `cmfc`). So the first picture is
//!   shown exactly at the mark. Signed composition offsets without an edit list (`cmf2`) would do
//!   the same in browsers, but libavformat shows those late and its users would find sound and
//!   pictures out of step; both were tried in Chromium and ffprobe.
//! - **Sound**: the first AAC frame holds only the encoder's 1024 priming samples and is left out,
//!   so the first one that is kept starts at zero. What it would have lent to its successor is a
//!   fade of 21 ms at the very start of the film.

use super::{KeyFrame, Segment};
use crate::mp4::{Fragment, Mp4Error, Sample, write};
use crate::plan::{AudioRendition, Chunk, Timeline, VideoRendition};
use crate::rational::Rational;

/// Samples in an AAC frame.
pub(super) const AAC_FRAME: u32 = 1024;

/// How many frames later than it is decoded the first picture is shown. x264 never reorders
/// further than this; a run that reorders less (without B-frames, or of one frame) is brought up to it, so that all runs agree.
const REORDER_FRAMES: u32 = 2;

/// Builds the segments of one rendition of one task.
pub(super) struct Assembler {
    rendition: String,
    timescale: u32,
    /// Ticks from one sample to the next.
    step: u32,
    pictures: bool,
    /// Samples left to drop before the first.
    priming: usize,
    /// Where each segment ends, in samples from the start of the film; the last one first.
    ends: Vec<u64>,
    number: u32,
    /// First sample of the current segment, and the next one, counted from the start of the film.
    first: u64,
    next: u64,
    held: Vec<Sample>,
    file: Vec<u8>,
    key_frames: Vec<(u64, u64, u64)>,
}

impl Assembler {
    /// For the pictures of one rung in one chunk.
    pub(super) fn video(timeline: &Timeline, chunk: &Chunk, rung: &VideoRendition) -> Self {
        let ends = (chunk.first_segment..chunk.first_segment + chunk.segments)
            .rev()
            .map(|n| timeline.segment_start(n + 1) / rung.rate_divisor)
            .collect();
        let first = chunk.start / rung.rate_divisor;
        Self { pictures: true, ..Self::new(&rung.name, rung.timescale(), rung.frame_ticks(), chunk.first_segment, first, ends) }
    }

    /// For one sound track of the whole film. A segment's sound ends at the AAC frame nearest to the end of its pictures.
    pub(super) fn audio(timeline: &Timeline, track: &AudioRendition) -> Self {
        let ends = (1..=timeline.segment_count()).rev().map(|n| aac_frames(timeline, track, timeline.segment_start(n + 1))).collect();
        Self { priming: 1, ..Self::new(&track.name, track.sample_rate, AAC_FRAME, 1, 0, ends) }
    }

    fn new(rendition: &str, timescale: u32, step: u32, number: u32, first: u64, ends: Vec<u64>) -> Self {
        Self {
            rendition: rendition.to_owned(),
            timescale,
            step,
            pictures: false,
            priming: 0,
            ends,
            number,
            first,
            next: first,
            held: Vec::new(),
            file: Vec::new(),
            key_frames: Vec::new(),
        }
    }

    /// The rendition's name.
    pub(super) fn rendition(&self) -> &str {
        &self.rendition
    }

    /// The track's ticks per second.
    pub(super) fn timescale(&self) -> u32 {
        self.timescale
    }

    /// How far into the track the presentation begins, in ticks; see the top of this file.
    pub(super) fn shift(&self) -> u32 {
        if self.pictures { REORDER_FRAMES * self.step } else { 0 }
    }

    /// Whether every segment was made.
    pub(super) fn is_complete(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many samples are there and how many were asked for, for a message.
    pub(super) fn shortfall(&self) -> String {
        let wanted = self.ends.first().copied().unwrap_or(self.next);
        format!("{} samples are missing before the end at {wanted}", wanted.saturating_sub(self.next))
    }

    /// Takes the next fragment; gives the segments that it completes.
    ///
    /// # Errors
    /// When a key frame is not where the plan wants it.
    pub(super) fn push(&mut self, fragment: Fragment) -> Result<Vec<Segment>, Mp4Error> {
        if self.pictures { self.push_pictures(fragment) } else { self.push_sound(fragment) }
    }

    /// ffmpeg closes a fragment before each key frame, so a fragment is a group of pictures.
    fn push_pictures(&mut self, mut fragment: Fragment) -> Result<Vec<Segment>, Mp4Error> {
        let Some(end) = self.ends.last().copied() else { return Err(Mp4Error::Unexpected("more pictures than were asked for")) };
        if !fragment.sync {
            return Err(Mp4Error::Unexpected("a group of pictures does not start with a key frame"));
        }
        let more = i64::from(self.shift()) - fragment.samples.first().map_or(0, |sample| sample.offset);
        for sample in &mut fragment.samples {
            sample.offset += more;
        }
        let (start, frames) = (self.next, fragment.samples.len() as u64);
        if start + frames > end {
            return Err(Mp4Error::Unexpected("a segment does not start with a key frame"));
        }
        self.append(start, &fragment.samples)?;
        self.next += frames;
        Ok(if self.next == end { vec![self.close()] } else { Vec::new() })
    }

    /// The fragments of sound lie anywhere, so their samples are collected into one fragment per segment.
    fn push_sound(&mut self, fragment: Fragment) -> Result<Vec<Segment>, Mp4Error> {
        let mut segments = Vec::new();
        let priming = self.priming.min(fragment.samples.len());
        self.priming -= priming;
        for sample in fragment.samples.into_iter().skip(priming) {
            // What the encoder gives beyond the film's end is its own padding.
            let Some(end) = self.ends.last().copied() else { break };
            self.held.push(sample);
            self.next += 1;
            if self.next == end {
                let held = std::mem::take(&mut self.held);
                self.append(self.first, &held)?;
                segments.push(self.close());
            }
        }
        Ok(segments)
    }

    fn append(&mut self, start: u64, samples: &[Sample]) -> Result<(), Mp4Error> {
        let sequence = u32::try_from(start).unwrap_or(u32::MAX).saturating_add(1);
        let offset = self.file.len() as u64;
        let written = write(&mut self.file, sequence, start * u64::from(self.step), self.step, self.pictures, samples)?;
        if self.pictures {
            self.key_frames.push((offset, written.first_sample_end, samples.len() as u64));
        }
        Ok(())
    }

    fn close(&mut self) -> Segment {
        let (timescale, step) = (u64::from(self.timescale), u64::from(self.step));
        let key_frame = |(offset, length, frames): (u64, u64, u64)| KeyFrame {
            offset,
            length,
            duration_us: Rational::new(timescale, step).micros_of(frames),
        };
        let segment = Segment {
            rendition: self.rendition.clone(),
            number: self.number,
            data: std::mem::take(&mut self.file).into(),
            timescale: self.timescale,
            start: self.first * step,
            duration: (self.next - self.first) * step,
            key_frames: std::mem::take(&mut self.key_frames).into_iter().map(key_frame).collect(),
        };
        self.number += 1;
        self.first = self.next;
        self.ends.pop();
        segment
    }
}

/// How many AAC frames there are up to `unit` of the timeline, to the nearest; never fewer than one up to the end.
pub(super) fn aac_frames(timeline: &Timeline, track: &AudioRendition, unit: u64) -> u64 {
    // unit / rate seconds * sample_rate / 1024, as one exact fraction.
    let frames = Rational::new(u64::from(track.sample_rate), u64::from(AAC_FRAME));
    let (num, den) =
        (u128::from(frames.num()) * u128::from(timeline.rate.den()), u128::from(frames.den()) * u128::from(timeline.rate.num()));
    let count = u64::try_from((u128::from(unit) * num + den / 2) / den.max(1)).unwrap_or(u64::MAX);
    if unit == timeline.units { count.max(1) } else { count }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn timeline() -> Timeline {
        Timeline { rate: Rational::whole(25), units: 110, gop: 25, segment: 50, min_tail: 13 }
    }

    fn rung() -> VideoRendition {
        VideoRendition {
            name: "v240".into(),
            width: 426,
            height: 240,
            frame_rate: Rational::whole(25),
            rate_divisor: 1,
            crf: 23,
            preset: "veryfast".into(),
            max_kbps: 300,
        }
    }

    fn group(frames: usize, delay: i64, sync: bool) -> Fragment {
        Fragment { samples: (0..frames).map(|_| Sample { data: Bytes::from_static(b"x"), offset: delay }).collect(), sync }
    }

    #[test]
    fn pictures_are_timed_from_the_mark_whatever_the_encoder_delays() {
        let chunk = Chunk { index: 1, start: 50, units: 60, first_segment: 2, segments: 1 };
        let mut assembler = Assembler::video(&timeline(), &chunk, &rung());
        assert!(assembler.push(group(25, 2000, true)).unwrap().is_empty());
        assert!(assembler.push(group(25, 2000, true)).unwrap().is_empty());
        let segments = assembler.push(group(10, 0, true)).unwrap();
        let [segment] = segments.as_slice() else { panic!("the tail belongs to the segment: {segments:?}") };
        assert_eq!((segment.number, segment.start, segment.duration), (2, 50_000, 60_000));
        assert_eq!(segment.key_frames.iter().map(|key| key.duration_us).collect::<Vec<_>>(), [1_000_000, 1_000_000, 400_000]);
        assert!(assembler.is_complete());
        let (fragment, _) = Fragment::parse_growing(&segment.data).unwrap().unwrap();
        assert!(fragment.samples.iter().all(|sample| sample.offset == 2000));
    }

    #[test]
    fn key_frames_in_the_wrong_place_are_errors() {
        let chunk = Chunk { index: 0, start: 0, units: 50, first_segment: 1, segments: 1 };
        let assembler = || Assembler::video(&timeline(), &chunk, &rung());
        assert!(assembler().push(group(25, 0, false)).is_err());
        assert!(assembler().push(group(51, 0, true)).is_err());
        let mut short = assembler();
        short.push(group(25, 0, true)).unwrap();
        assert!(!short.is_complete());
        assert_eq!(short.shortfall(), "25 samples are missing before the end at 50");
    }

    #[test]
    fn sound_is_cut_at_the_nearest_frame_and_starts_after_the_priming() {
        let track = AudioRendition {
            name: "a0".into(),
            stream: 1,
            language: None,
            label: "Audio".into(),
            default: true,
            sample_rate: 48_000,
            kbps: 128,
            first_two_channels: false,
        };
        let mut assembler = Assembler::audio(&timeline(), &track);
        let segments: Vec<Segment> = (0..22).flat_map(|_| assembler.push(group(10, 0, true)).unwrap()).collect();
        // 2 s are 93.75 frames, 4.4 s are 206.25; what comes after is the encoder's padding.
        assert_eq!(
            segments.iter().map(|segment| (segment.start, segment.duration)).collect::<Vec<_>>(),
            [(0, 94 * 1024), (94 * 1024, 112 * 1024)]
        );
        assert!(assembler.is_complete());
    }
}
