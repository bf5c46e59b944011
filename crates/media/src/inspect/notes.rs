//! What an owner may want to know of a file: it answers most questions of support.

use super::report::{AudioSource, Note, Transfer, VideoSource};

/// Remarks on the picture track.
pub(super) fn of_video(video: &VideoSource, start_after_us: u64) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut add = |when: bool, code: &str, detail: String| {
        if when {
            notes.push(Note::new(code, detail));
        }
    };
    let rate = video.frame_rate.to_f64();
    add(video.bit_depth > 8, "high-bit-depth", format!("{}-bit {}", video.bit_depth, video.codec.to_uppercase()));
    add(video.transfer == Transfer::Pq, "hdr", "high dynamic range (PQ, as in HDR10)".to_owned());
    add(video.transfer == Transfer::Hlg, "hdr", "high dynamic range (HLG)".to_owned());
    add(video.variable_rate, "variable-frame-rate", format!("variable frame rate, {rate:.2} per second on average"));
    add(rate > 60.5, "high-frame-rate", format!("{rate:.2} frames per second"));
    add(video.interlaced, "interlaced", "interlaced".to_owned());
    add(video.rotation != 0, "rotated", format!("turned by {} degrees when shown", video.rotation));
    add(video.full_range, "full-range", "full-range colours".to_owned());
    add(
        !video.width.is_multiple_of(2) || !video.height.is_multiple_of(2),
        "odd-size",
        format!("odd size {}x{}", video.width, video.height),
    );
    add(
        start_after_us > 100_000,
        "late-picture",
        format!("the first picture comes {} ms after the sound (edit list or cut)", start_after_us / 1000),
    );
    notes
}

/// Remarks on the sound.
pub(super) fn of_audio(audio: &[AudioSource], has_video: bool) -> Vec<Note> {
    let mut notes = Vec::new();
    if audio.is_empty() && has_video {
        notes.push(Note::new("no-sound", "no sound"));
    }
    if audio.len() > 1 {
        notes.push(Note::new("several-audio-tracks", format!("{} audio tracks", audio.len())));
    }
    if let Some(most) = audio.iter().map(|track| track.channels).max().filter(|channels| *channels > 2) {
        notes.push(Note::new("surround", format!("{most} channels, mixed down to stereo")));
    }
    notes
}
