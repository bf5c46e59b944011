//! What an owner may want to know of a file: it answers most questions of support.

use super::probe::Stream;
use super::report::{AudioSource, Note, Transfer, VideoSource};
use domain::processing::Remark;

/// Remarks on the picture track.
pub(super) fn of_video(video: &VideoSource, start_after_us: u64) -> Vec<Note> {
    let rate = video.frame_rate.to_f64();
    let text = || format!("{rate:.2}");
    let curve = match video.transfer {
        Transfer::Sdr => None,
        Transfer::Pq => Some("PQ"),
        Transfer::Hlg => Some("HLG"),
    };
    let (width, height) = (video.width, video.height);
    let odd = !width.is_multiple_of(2) || !height.is_multiple_of(2);
    let remarks = [
        (video.bit_depth > 8).then(|| Remark::HighBitDepth { bits: video.bit_depth, codec: video.codec.clone() }),
        curve.map(|curve| Remark::Hdr { curve: curve.to_owned() }),
        video.variable_rate.then(|| Remark::VariableFrameRate { rate: text() }),
        (rate > 60.5).then(|| Remark::HighFrameRate { rate: text() }),
        video.interlaced.then_some(Remark::Interlaced),
        (video.rotation != 0).then_some(Remark::Rotated { degrees: video.rotation }),
        video.full_range.then_some(Remark::FullRange),
        odd.then_some(Remark::OddSize { width, height }),
        (start_after_us > 100_000).then_some(Remark::LatePicture { milliseconds: start_after_us / 1000 }),
    ];
    remarks.into_iter().flatten().map(Note::from).collect()
}

/// Remarks on the sound.
pub(super) fn of_audio(audio: &[AudioSource], has_video: bool) -> Vec<Note> {
    let most = audio.iter().map(|track| track.channels).max().filter(|channels| *channels > 2);
    let remarks = [
        (audio.is_empty() && has_video).then_some(Remark::NoSound),
        (audio.len() > 1).then_some(Remark::SeveralAudioTracks { count: audio.len() }),
        most.map(|channels| Remark::Surround { channels }),
    ];
    remarks.into_iter().flatten().map(Note::from).collect()
}

/// Remarks on tracks that are not used: those of unsupported codecs, and the number of those beyond the limit.
pub(super) fn of_left_out(refused: &[&Stream], beyond: usize) -> Vec<Note> {
    let unsupported = refused.iter().map(|stream| Remark::TrackLeftOut {
        kind: stream.codec_type.text().unwrap_or("unknown").to_owned(),
        track: stream.index.count().unwrap_or(0),
        codec: stream.codec().to_owned(),
    });
    unsupported.chain((beyond > 0).then_some(Remark::TracksLeftOut { count: beyond })).map(Note::from).collect()
}
