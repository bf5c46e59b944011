//! Finding out what a source is: sniffed, probed, tried by decoding its beginning, and either
//! refused with a stable reason or described in a [`SourceReport`].
//!
//! Neither the name nor the declared type of an upload plays a part: only its bytes.

mod clock;
mod notes;
mod probe;
mod reason;
mod report;
mod select;
mod settings;
mod sniff;
mod times;

pub use clock::{OneClock, with_one_clock};
pub use reason::RejectReason;
pub use report::{AudioSource, ChapterMark, Matrix, MediaKind, Note, Seek, SourceReport, SubtitleSource, Transfer, VideoSource};
pub use settings::InspectSettings;

use crate::ffmpeg::{Progress, RunError, Tools};
use crate::input::Input;
use crate::rational::Rational;
use domain::processing::Remark;
use probe::{Look, Packet, Probe, Stream};
use select::Selection;
use times::Times;
use tokio::io::AsyncReadExt;
use tokio_util::sync::CancellationToken;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// The source is no good; trying again gives the same answer.
    #[error("{}: {detail}", reason.code())]
    Rejected {
        /// The stable reason.
        reason: RejectReason,
        /// More for a person, without paths.
        detail: String,
    },
    /// The clock of the source restarts, jumps or wraps, so that no time in it can be sought. What [`with_one_clock`]
    /// makes of it is to be inspected instead.
    #[error("the clock of the source is broken")]
    BrokenClock,
    /// The programs could not do their work; the source may be good.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The first bytes of the source cannot be read.
    #[error("the source cannot be read")]
    Read(#[from] std::io::Error),
}

/// Looks at a source.
///
/// # Errors
/// [`InspectError::Rejected`] is final; the others are ours and may pass.
pub async fn inspect(
    tools: &Tools,
    settings: &InspectSettings,
    input: &Input,
    cancel: &CancellationToken,
) -> Result<SourceReport, InspectError> {
    if let Some((reason, detail)) = sniff::reject(&head(input).await?) {
        return Err(InspectError::rejected(reason, detail));
    }
    let mut look = Look::new(tools, input, cancel);
    let probe = look.probe().await.map_err(refusal)?;
    let selection = select::select(&probe).map_err(|error| if nothing_is_readable(&probe) { encrypted() } else { error })?;
    let (Some(main), container) = (selection.video.or(selection.audio.first().copied()), container(&probe)) else {
        return Err(InspectError::rejected(RejectReason::NoStreams, "the file holds neither pictures nor sound"));
    };
    let mut video = selection.video.map(select::video_source);
    check_limits(tools, settings, &selection)?;
    let used: Vec<&Stream> = selection.video.into_iter().chain(selection.audio.iter().copied()).collect();
    refuse_encrypted(&probe.packets, &used)?;

    if clock::is_broken(&look, &probe, &container, main).await? {
        return Err(InspectError::BrokenClock);
    }
    let (times, pictures, sounds) = tokio::try_join!(
        Times::find(&look, &probe, &container, &used),
        check_video(&look, settings, video.as_ref()),
        check_sounds(&look, settings, &selection.audio),
    )?;
    if let (Some(video), Some(stream)) = (&mut video, selection.video) {
        finish_video(video, stream, &times, pictures);
    }
    let mut audio = Vec::new();
    let mut notes = video.as_ref().map_or_else(Vec::new, |video| notes::of_video(video, times.start_after_us(main)));
    for (stream, decodes) in selection.audio.iter().zip(sounds) {
        let track = select::audio_source(stream);
        if decodes {
            audio.push(AudioSource { end_us: times.end_us(track.stream), ..track });
        } else {
            notes.push(Remark::AudioUndecodable { track: track.stream }.into());
        }
    }
    notes.extend(notes::of_audio(&audio, video.is_some()));
    notes.extend(notes::of_left_out(&selection.refused, selection.beyond));
    if times.end_early() {
        notes.push(Remark::EndsEarly { seconds: times.missing_us / 1_000_000 }.into());
    }
    let report = SourceReport {
        kind: if video.is_some() { MediaKind::Video } else { MediaKind::Audio },
        seek: seek_of(&container),
        container,
        origin_us: times.origin_us(),
        duration_us: film_length(video.as_ref(), &audio),
        video,
        audio,
        subtitles: select::subtitles(&probe),
        chapters: select::chapters(&probe, times.origin_us()),
        cover: selection.cover.and_then(|stream| stream.index.count()),
        notes,
    };
    check_report(settings, report)
}

/// The first bytes of a file. What is behind a URL is judged by the demuxers alone.
async fn head(input: &Input) -> Result<Vec<u8>, InspectError> {
    let Input::File(path) = input else { return Ok(vec![0]) };
    let mut head = Vec::new();
    tokio::fs::File::open(path).await?.take(sniff::SNIFF_BYTES as u64).read_to_end(&mut head).await?;
    Ok(head)
}

/// What ffprobe's refusal of a file means.
fn refusal(error: RunError) -> InspectError {
    let RunError::Failed { stderr, .. } = &error else { return InspectError::Run(error) };
    if !error.blames_source() {
        return InspectError::Run(error);
    }
    let sniffed =
        stderr.lines().find(|line| line.contains("not on whitelist")).and_then(|line| line.strip_prefix('[')?.split_whitespace().next());
    match sniffed {
        Some(format) if format.ends_with("_pipe") || matches!(format, "image2" | "gif" | "ico") => {
            InspectError::rejected(RejectReason::NotAVideo, "the file is a picture")
        }
        Some(format) => InspectError::rejected(RejectReason::UnsupportedFormat, format!("format not supported: {format}")),
        None if stderr.contains("exceeds specified max pixel count") => {
            InspectError::rejected(RejectReason::PictureTooLarge, "a picture or cover is far larger than accepted")
        }
        None if stderr.contains("moov atom not found") => {
            InspectError::rejected(RejectReason::Truncated, "the index at the end of the file is missing")
        }
        None if stderr.contains("error reading header") => {
            InspectError::from_run(error, RejectReason::Corrupt, "the beginning of the file is damaged")
        }
        None => InspectError::from_run(error, RejectReason::NotMedia, "the file is in no format of video or sound that is known"),
    }
}

/// Refuses a film with encryption in a track that is used.
fn refuse_encrypted(packets: &[Packet], used: &[&Stream]) -> Result<(), InspectError> {
    let is_used = |packet: &Packet| used.iter().any(|stream| stream.index.count() == packet.stream_index.count());
    let packets = packets.iter().any(|packet| packet.is_encrypted() && is_used(packet));
    if packets || used.iter().any(|stream| select::is_encrypted(stream)) { Err(encrypted()) } else { Ok(()) }
}

/// Whether a file seems to hold nothing because what it holds is encrypted: even the size of the pictures is unknown then.
fn nothing_is_readable(probe: &Probe) -> bool {
    probe.packets.iter().any(Packet::is_encrypted) || probe.streams.iter().any(select::is_encrypted)
}

fn encrypted() -> InspectError {
    InspectError::rejected(RejectReason::Encrypted, "the file is encrypted or protected against copying")
}

fn seek_of(container: &str) -> Seek {
    match container {
        "mpegts" | "mpeg" | "flv" | "asf" | "mp3" => Seek::Scan,
        _ => Seek::Index,
    }
}

/// ffprobe names every synonym of a format; one is enough.
fn container(probe: &Probe) -> String {
    let names = probe.format.names.text().unwrap_or("unknown");
    let known = ["mp4", "webm", "matroska"].into_iter().find(|name| names.split(',').any(|part| part == *name));
    match (known, names.contains("matroska")) {
        (_, true) => "matroska".to_owned(),
        (Some(name), _) => name.to_owned(),
        (None, _) => names.split(',').next().unwrap_or("unknown").to_owned(),
    }
}

fn check_limits(tools: &Tools, settings: &InspectSettings, selection: &Selection<'_>) -> Result<(), InspectError> {
    if selection.video.is_none() && !settings.accept_audio {
        return Err(select::without_pictures(&selection.refused));
    }
    let side = |side: &probe::Loose| side.count().map_or(0, u64::from);
    let pixels = selection.video.map_or(0, |video| side(&video.width) * side(&video.height));
    if pixels > tools.max_pixels() {
        return Err(InspectError::rejected(
            RejectReason::PictureTooLarge,
            format!("{pixels} pixels per picture; at most {} are accepted", tools.max_pixels()),
        ));
    }
    Ok(())
}

const UNDECODABLE: &str = "the pictures of the file are damaged and cannot be decoded";

/// Decodes the first pictures. A container may be sound while nothing in it can be shown.
async fn check_video(look: &Look<'_>, settings: &InspectSettings, video: Option<&VideoSource>) -> Result<Progress, InspectError> {
    let Some(video) = video else { return Ok(Progress::default()) };
    let progress = look
        .decode(video.stream, settings.check_frames)
        .await
        .map_err(|error| InspectError::from_run(error, RejectReason::Corrupt, UNDECODABLE))?;
    if progress.frames == 0 {
        return Err(InspectError::rejected(RejectReason::Corrupt, UNDECODABLE));
    }
    Ok(progress)
}

/// Tries each sound track, one after the other: the pictures and the end are looked at beside this.
async fn check_sounds(look: &Look<'_>, settings: &InspectSettings, tracks: &[&Stream]) -> Result<Vec<bool>, InspectError> {
    let mut decode = Vec::new();
    for track in tracks {
        decode.push(check_audio(look, settings, track).await?);
    }
    Ok(decode)
}

async fn check_audio(look: &Look<'_>, settings: &InspectSettings, stream: &Stream) -> Result<bool, InspectError> {
    match look.decode(stream.index.count().unwrap_or(0), settings.check_frames).await {
        Ok(progress) => Ok(progress.out_time_us > 0),
        Err(RunError::Failed { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Fills in what only decoding and reading tell.
fn finish_video(video: &mut VideoSource, stream: &Stream, times: &Times, decoded: Progress) {
    let enough = decoded.frames >= 8 && decoded.out_time_us > 0;
    if enough && select::rate_is_doubtful(stream) {
        video.frame_rate = Rational::new(decoded.frames * 1_000_000, decoded.out_time_us);
        video.variable_rate = false;
    }
    // A film whose length nobody knows lasts at least as long as the pictures that were decoded.
    let at_least = video.frame_rate.micros_of(if times.end_us(video.stream) == 0 { decoded.frames } else { 1 });
    video.end_us = times.end_us(video.stream).max(at_least);
}

/// The later end of picture and sound. Sound that outlasts the picture by less than a tenth of a
/// second is how encoders pad, and no reason to hold the last picture.
fn film_length(video: Option<&VideoSource>, audio: &[AudioSource]) -> u64 {
    let sound = audio.iter().map(|track| track.end_us).max().unwrap_or(0);
    let picture = video.map_or(0, |video| video.end_us);
    if picture > 0 && sound < picture + 100_000 { picture } else { sound }
}

fn check_report(settings: &InspectSettings, report: SourceReport) -> Result<SourceReport, InspectError> {
    if report.video.is_none() && report.audio.is_empty() {
        return Err(InspectError::rejected(RejectReason::Corrupt, "no sound can be decoded"));
    }
    if report.duration_us == 0 {
        return Err(InspectError::rejected(RejectReason::Corrupt, "the file has no length"));
    }
    let seconds = report.duration_us / 1_000_000;
    if seconds > settings.max_duration_seconds {
        return Err(InspectError::rejected(
            RejectReason::TooLong,
            format!("{seconds} s; at most {} s are accepted", settings.max_duration_seconds),
        ));
    }
    Ok(report)
}
