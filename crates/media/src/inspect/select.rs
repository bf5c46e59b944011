//! Which tracks of a container are used, and what each is. Pure functions over ffprobe's report.

use super::probe::{Probe, ProbedChapter, Stream};
use super::report::{AudioSource, ChapterMark, Matrix, SubtitleSource, Transfer, VideoSource};
use super::{InspectError, RejectReason};
use crate::ffmpeg::CODECS;
use crate::rational::Rational;

/// Faster than this is a container's mistake (a time base taken for a rate), not a film.
const MAX_SANE_RATE: Rational = Rational::whole(300);

/// Sound tracks that are looked at: as many as a film may ever be given.
const MAX_SOUND_TRACKS: usize = 32;

/// Chapters that are looked at.
const MAX_CHAPTERS: usize = 1000;

/// Subtitle codecs that hold text.
const TEXT_SUBTITLES: [&str; 7] = ["subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text"];

/// The tracks that matter, as ffprobe tells them.
pub(super) struct Selection<'a> {
    pub(super) video: Option<&'a Stream>,
    pub(super) audio: Vec<&'a Stream>,
    pub(super) cover: Option<&'a Stream>,
    /// Number of sound tracks beyond those in `audio`, which are as many as are looked at.
    pub(super) beyond: usize,
    /// Tracks of pictures, sound or subtitles left out because their codec is not supported.
    pub(super) refused: Vec<&'a Stream>,
}

/// Picks the first real picture track (the default one, if marked) and the sound tracks, default ones first.
///
/// # Errors
/// When nothing is left to play, with the reason.
pub(super) fn select(probe: &Probe) -> Result<Selection<'_>, InspectError> {
    let (videos, covers): (Vec<_>, Vec<_>) = of_type(probe, "video").partition(|stream| is_moving(stream));
    let (videos, refused): (Vec<_>, Vec<_>) = videos.into_iter().filter(|stream| !is_empty(stream)).partition(|stream| is_accepted(stream));
    let (mut audio, refused_audio): (Vec<_>, Vec<_>) = of_type(probe, "audio")
        .filter(|stream| stream.channels.count().is_none_or(|count| count > 0))
        .partition(|stream| is_accepted(stream));
    audio.sort_by_key(|stream| !stream.has("default"));
    let beyond = audio.split_off(audio.len().min(MAX_SOUND_TRACKS)).len();
    let video = videos.iter().find(|stream| stream.has("default")).or(videos.first()).copied();
    let mut refused: Vec<_> = refused.into_iter().chain(refused_audio).collect();
    if video.is_none() && audio.is_empty() {
        return Err(match (refused.is_empty(), covers.is_empty()) {
            (false, _) => unsupported(&refused),
            (_, false) => InspectError::rejected(RejectReason::NotAVideo, "the file holds only a picture"),
            _ => InspectError::rejected(RejectReason::NoStreams, "the file holds neither pictures nor sound"),
        });
    }
    refused.extend(of_type(probe, "subtitle").filter(|stream| !is_text(stream)));
    Ok(Selection { video, audio, cover: covers.first().copied(), beyond, refused })
}

fn of_type<'a>(probe: &'a Probe, kind: &'a str) -> impl Iterator<Item = &'a Stream> {
    probe.streams.iter().filter(move |stream| stream.codec_type.text() == Some(kind))
}

/// A cover is told by its disposition: its codec name may be that of a film.
fn is_moving(stream: &Stream) -> bool {
    !["attached_pic", "timed_thumbnails", "still_image"].iter().any(|flag| stream.has(flag))
}

/// A track without samples or without a size: some editors leave such tracks behind.
fn is_empty(stream: &Stream) -> bool {
    let no_pictures = stream.nb_frames.count() == Some(0);
    let no_size = stream.width.count().is_none_or(|side| side == 0) || stream.height.count().is_none_or(|side| side == 0);
    // An index that counts no sample shows as a missing count and no average rate.
    let no_samples = stream.nb_frames.count().is_none() && stream.avg_frame_rate.text() == Some("0/0") && stream.pix_fmt.text().is_none();
    no_pictures || no_size || no_samples
}

fn is_accepted(stream: &Stream) -> bool {
    // ffprobe tells the codec, the list names decoders; where they differ the decoder's name begins with the codec's.
    stream.codec_name.text().is_some_and(|codec| {
        CODECS.split(',').any(|name| name == codec || name.strip_suffix("float") == Some(codec)) || ALIASES.contains(&codec)
    })
}

/// Codecs whose decoder has a name of its own.
const ALIASES: [&str; 10] =
    ["flv1", "amr_nb", "amr_wb", "msmpeg4v3", "dts", "adpcm_g722", "adpcm_g726", "adpcm_g726le", "musepack7", "musepack8"];

fn unsupported(streams: &[&Stream]) -> InspectError {
    let tracks: Vec<String> = streams.iter().map(|stream| track_name(stream)).collect();
    InspectError::rejected(RejectReason::UnsupportedFormat, format!("codec not supported: {}", tracks.join(", ")))
}

/// The refusal of a file without pictures that can be shown, where sound alone is not accepted.
pub(super) fn without_pictures(refused: &[&Stream]) -> InspectError {
    let pictures: Vec<&Stream> = refused.iter().copied().filter(|stream| stream.codec_type.text() == Some("video")).collect();
    if pictures.is_empty() {
        return InspectError::rejected(RejectReason::AudioNotAccepted, "the file holds sound only");
    }
    unsupported(&pictures)
}

/// A track as its owner may look it up: `audio track 1 (wmalossless)`.
fn track_name(stream: &Stream) -> String {
    let kind = stream.codec_type.text().unwrap_or("unknown");
    format!("{kind} track {} ({})", stream.index.count().unwrap_or(0), stream.codec())
}

/// Whether the container marks the track as encrypted by more than its packets: `FairPlay` sample entries and Matroska's keys.
pub(super) fn is_encrypted(stream: &Stream) -> bool {
    let entry = stream.codec_tag_string.text().is_some_and(|tag| ["encv", "enca", "drmi", "drms"].contains(&tag));
    entry || stream.tag("enc_key_id").is_some()
}

fn is_text(stream: &Stream) -> bool {
    stream.codec_name.text().is_some_and(|codec| TEXT_SUBTITLES.contains(&codec))
}

/// What the picture track is. `end_us` is filled in by the caller, who knows the film's times.
pub(super) fn video_source(stream: &Stream) -> VideoSource {
    let pix_fmt = stream.pix_fmt.text().unwrap_or_default();
    let (coded_width, coded_height) = (stream.width.count().unwrap_or(0), stream.height.count().unwrap_or(0));
    let rotation = rotation(stream);
    let (width, height) = displayed(coded_width, coded_height, stream.sample_aspect_ratio.fraction(), rotation);
    let sane = |rate: Option<Rational>| rate.filter(|rate| *rate <= MAX_SANE_RATE);
    let (average, base) = (sane(stream.avg_frame_rate.fraction()), sane(stream.r_frame_rate.fraction()));
    VideoSource {
        stream: stream.index.count().unwrap_or(0),
        codec: stream.codec_name.text().unwrap_or_default().to_owned(),
        width,
        height,
        rotation,
        frame_rate: average.or(base).unwrap_or(Rational::whole(30)),
        base_rate: base,
        variable_rate: matches!((average, base), (Some(average), Some(base)) if !average.is_within(base, 10_000)),
        interlaced: matches!(stream.field_order.text(), Some("tt" | "bb" | "tb" | "bt")),
        bit_depth: bit_depth(stream, pix_fmt),
        transfer: match stream.color_transfer.text() {
            Some("smpte2084") => Transfer::Pq,
            Some("arib-std-b67") => Transfer::Hlg,
            _ => Transfer::Sdr,
        },
        matrix: matrix(stream.color_space.text(), pix_fmt, coded_width.min(coded_height)),
        full_range: stream.color_range.text() == Some("pc") || pix_fmt.starts_with("yuvj"),
        end_us: 0,
    }
}

/// Whether the container's average rate is missing or absurd, so that it is worth measuring.
pub(super) fn rate_is_doubtful(stream: &Stream) -> bool {
    stream.avg_frame_rate.fraction().is_none_or(|rate| rate > MAX_SANE_RATE)
}

/// Clockwise turn to the nearest quarter, from the display matrix or the old tag.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the remainder is from 0 to 360")]
fn rotation(stream: &Stream) -> u16 {
    let matrix = stream.side_data_list.iter().find_map(|data| data.rotation.number()).map(|counter_clockwise| -counter_clockwise);
    let turn = matrix.or_else(|| stream.tag("rotate")?.parse().ok()).unwrap_or(0.0);
    ((turn.rem_euclid(360.0) / 90.0).round() as u16 % 4) * 90
}

/// Size as shown: samples made square by widening, then turned. A ratio within 1 % of square is noise.
fn displayed(width: u32, height: u32, aspect: Option<Rational>, rotation: u16) -> (u32, u32) {
    let aspect =
        aspect.filter(|ratio| !ratio.is_within(Rational::whole(1), 10_000) && *ratio <= Rational::whole(16)).unwrap_or(Rational::whole(1));
    let wide = u32::try_from(aspect.scale(u64::from(width))).unwrap_or(width).max(1);
    if rotation.is_multiple_of(180) { (wide, height) } else { (height, wide) }
}

fn bit_depth(stream: &Stream, pix_fmt: &str) -> u8 {
    let told = stream.bits_per_raw_sample.count().and_then(|bits| u8::try_from(bits).ok()).filter(|bits| (1..=16).contains(bits));
    // yuv420p10le, p010le, gray12be: the digits before the byte order.
    let name = pix_fmt.trim_end_matches("le").trim_end_matches("be");
    let digits = name.len() - name.bytes().rev().take_while(u8::is_ascii_digit).count();
    let named = name.get(digits..).and_then(|bits| bits.trim_start_matches('0').parse().ok()).filter(|bits| (9..=16).contains(bits));
    named.or(told).unwrap_or(8)
}

fn matrix(told: Option<&str>, pix_fmt: &str, short_side: u32) -> Matrix {
    let rgb = ["gbr", "rgb", "bgr", "argb", "abgr", "pal8", "0rgb", "0bgr"].iter().any(|start| pix_fmt.starts_with(start));
    match told {
        _ if rgb => Matrix::Rgb,
        Some("bt709") => Matrix::Bt709,
        Some("smpte170m" | "bt470bg" | "fcc") => Matrix::Bt601,
        Some("bt2020nc" | "bt2020c") => Matrix::Bt2020,
        // Untagged or reserved: as browsers guess.
        _ if short_side >= 720 => Matrix::Bt709,
        _ => Matrix::Bt601,
    }
}

/// What a sound track is; `end_us` is filled in by the caller.
pub(super) fn audio_source(stream: &Stream) -> AudioSource {
    let channels = stream.channels.count().unwrap_or(2);
    AudioSource {
        stream: stream.index.count().unwrap_or(0),
        codec: stream.codec_name.text().unwrap_or_default().to_owned(),
        channels,
        known_layout: channels <= 2 || stream.channel_layout.text().is_some_and(|layout| !layout.contains("channels")),
        language: stream.tag("language").map(str::to_owned),
        title: stream.tag("title").map(str::to_owned),
        default: stream.has("default"),
        end_us: 0,
    }
}

/// The text subtitle tracks.
pub(super) fn subtitles(probe: &Probe) -> Vec<SubtitleSource> {
    of_type(probe, "subtitle")
        .filter(|stream| is_text(stream))
        .map(|stream| SubtitleSource {
            stream: stream.index.count().unwrap_or(0),
            codec: stream.codec_name.text().unwrap_or_default().to_owned(),
            language: stream.tag("language").map(str::to_owned),
            title: stream.tag("title").map(str::to_owned),
        })
        .collect()
}

/// The chapters of the container, by the film's own clock: it begins at `origin_us` from the container's start.
pub(super) fn chapters(probe: &Probe, origin_us: u64) -> Vec<ChapterMark> {
    let begins = probe.format.start_time.micros().unwrap_or(0).saturating_add_unsigned(origin_us);
    let mark = |chapter: &ProbedChapter| {
        let start_us = u64::try_from(chapter.start_time.micros()? - begins).unwrap_or(0);
        let title = chapter.tags.iter().find(|(name, _)| name.eq_ignore_ascii_case("title")).and_then(|(_, title)| title.text());
        Some(ChapterMark { start_us, title: title.map(str::to_owned) })
    };
    probe.chapters.iter().take(MAX_CHAPTERS).filter_map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probe(streams: &str) -> Probe {
        serde_json::from_str(&format!(r#"{{"streams":[{streams}],"format":{{}}}}"#)).unwrap()
    }

    #[test]
    fn covers_empty_tracks_and_attachments_are_no_pictures() {
        let found = probe(
            r#"{"index":0,"codec_type":"video","codec_name":"h264","width":600,"height":600,"disposition":{"attached_pic":1}},
               {"index":1,"codec_type":"video","codec_name":"h264","width":600,"height":600,"nb_frames":"0"},
               {"index":2,"codec_type":"attachment"},
               {"index":3,"codec_type":"video","codec_name":"h264","width":64,"height":48,"avg_frame_rate":"25/1"},
               {"index":4,"codec_type":"audio","codec_name":"aac","channels":2},
               {"index":5,"codec_type":"audio","codec_name":"mp3","channels":2,"disposition":{"default":1}}"#,
        );
        let selection = select(&found).unwrap();
        assert_eq!(selection.video.and_then(|stream| stream.index.count()), Some(3));
        assert_eq!(selection.audio.iter().filter_map(|stream| stream.index.count()).collect::<Vec<_>>(), [5, 4]);
        assert_eq!(selection.cover.and_then(|stream| stream.index.count()), Some(0));
    }

    #[test]
    fn nothing_to_play_has_a_reason() {
        let reason = |streams: &str| match select(&probe(streams)).err() {
            Some(InspectError::Rejected { reason, .. }) => Some(reason),
            _ => None,
        };
        assert_eq!(reason(""), Some(RejectReason::NoStreams));
        assert_eq!(
            reason(r#"{"codec_type":"video","codec_name":"png","width":9,"height":9,"disposition":{"attached_pic":1}}"#),
            Some(RejectReason::NotAVideo)
        );
        assert_eq!(
            reason(r#"{"codec_type":"video","codec_name":"sanm","width":9,"height":9,"avg_frame_rate":"25/1"}"#),
            Some(RejectReason::UnsupportedFormat)
        );
        assert_eq!(reason(r#"{"codec_type":"data"}"#), Some(RejectReason::NoStreams));
    }

    #[test]
    fn the_size_is_the_displayed_one() {
        assert_eq!(displayed(640, 360, None, 90), (360, 640));
        assert_eq!(displayed(720, 576, Some(Rational::new(16, 15)), 0), (768, 576));
        assert_eq!(displayed(720, 576, Some(Rational::new(16, 15)), 270), (576, 768));
        assert_eq!(displayed(1920, 1080, Some(Rational::new(1081, 1080)), 0), (1920, 1080));
    }

    #[test]
    fn depth_range_and_matrix_are_read_from_what_is_there() {
        let source = |text: &str| video_source(&serde_json::from_str::<Stream>(text).unwrap());
        let hdr = source(r#"{"pix_fmt":"yuv420p10le","color_transfer":"smpte2084","color_space":"bt2020nc","width":1920,"height":1080}"#);
        assert_eq!((hdr.bit_depth, hdr.transfer, hdr.matrix), (10, Transfer::Pq, Matrix::Bt2020));
        let phone =
            source(r#"{"pix_fmt":"yuvj420p","color_space":"reserved","width":640,"height":480,"side_data_list":[{"rotation":-90}]}"#);
        assert_eq!((phone.bit_depth, phone.full_range, phone.matrix, phone.rotation), (8, true, Matrix::Bt601, 90));
        let odd = source(r#"{"r_frame_rate":"90000/1","avg_frame_rate":"0/0","field_order":"tt","pix_fmt":"p010le"}"#);
        assert_eq!((odd.frame_rate, odd.base_rate, odd.interlaced, odd.bit_depth), (Rational::whole(30), None, true, 10));
    }
}
