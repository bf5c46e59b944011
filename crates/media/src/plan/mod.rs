//! From the facts of a source to what is made of it. No I/O: the same report and settings give
//! the same plan, so every odd source is a row in a table test.
//!
//! - `rate`: the frame rate. `ladder`: the rungs. `chunks`: the time grid, chunks and tasks.

mod chunks;
mod ladder;
mod model;
mod rate;
mod settings;
#[cfg(test)]
mod tests;

pub use model::{AudioRendition, Chunk, Correction, EncodeTask, Timeline, TranscodePlan, VideoPlan, VideoRendition};
pub use settings::{LadderSettings, RungSettings};

use crate::inspect::{AudioSource, Seek, SourceReport};

/// How long before its mark the reading of a chunk begins where seeks are inexact: longer than the
/// distance of key frames in broadcasts and phone videos.
const PREROLL_SECONDS: u32 = 10;

/// Decides what is made of a source.
///
/// The settings must have passed [`LadderSettings::validate`].
pub fn plan(report: &SourceReport, settings: &LadderSettings) -> TranscodePlan {
    let audio = audio_renditions(&report.audio, settings);
    let Some(video) = &report.video else {
        let tasks = chunks::tasks(&[], &[], &audio);
        return TranscodePlan {
            origin_us: report.origin_us,
            timeline: chunks::audio_timeline(report.duration_us, settings),
            video: None,
            audio,
            chunks: Vec::new(),
            tasks,
        };
    };
    let rate = rate::target(video, settings.max_frame_rate);
    let renditions = ladder::rungs(video, rate, settings);
    let timeline = chunks::video_timeline(report.duration_us, rate, &renditions, settings);
    let chunks = chunks::chunks(&timeline, settings);
    let tasks = chunks::tasks(&chunks, &renditions, &audio);
    let preroll_seconds = if report.seek == Seek::Scan { PREROLL_SECONDS } else { 0 };
    let video = VideoPlan { stream: video.stream, preroll_seconds, correction: Correction::of(video), renditions };
    TranscodePlan { origin_us: report.origin_us, timeline, video: Some(video), audio, chunks, tasks }
}

/// Every track becomes stereo AAC; menus tell them apart by title, else by language, else by number.
fn audio_renditions(tracks: &[AudioSource], settings: &LadderSettings) -> Vec<AudioRendition> {
    let mut renditions: Vec<AudioRendition> = Vec::new();
    for (index, track) in tracks.iter().take(usize::try_from(settings.max_audio_tracks).unwrap_or(usize::MAX)).enumerate() {
        let wanted = track.title.clone().or_else(|| track.language.clone()).unwrap_or_else(|| "Audio".to_owned());
        let taken = renditions.iter().any(|other| other.label == wanted);
        renditions.push(AudioRendition {
            name: format!("a{index}"),
            stream: track.stream,
            language: track.language.clone(),
            label: if taken { format!("{wanted} ({})", index + 1) } else { wanted },
            default: index == 0,
            sample_rate: 48_000,
            kbps: settings.audio_kbps,
            first_two_channels: !track.known_layout,
        });
    }
    renditions
}
