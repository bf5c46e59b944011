//! The DASH manifest (ISO/IEC 23009-1) over the same segments, for a film that is finished.

use super::attribute::xml;
use super::{Captions, RenditionInfo, RenditionMedia, SegmentInfo, language};
use domain::caption::CaptionKind;
use std::fmt::Write;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const PERIOD_END: &str = " </Period>\n";

/// The manifest over all renditions with all their segments, to be served from
/// `videos/{video}/{generation}/`: one adaptation set of pictures, one per sound track.
pub fn dash_manifest(renditions: &[(&RenditionInfo, &[SegmentInfo])]) -> String {
    let total_us = renditions.iter().map(|(info, _)| info.measured.duration_us).max().unwrap_or(0);
    let longest_us = renditions.iter().flat_map(|(_, segments)| super::measure::micros(segments)).max().unwrap_or(0);
    let mut mpd = String::from(HEAD);
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(
        mpd,
        "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" profiles=\"urn:mpeg:dash:profile:isoff-live:2011\" type=\"static\" \
         mediaPresentationDuration=\"{}\" maxSegmentDuration=\"{}\" minBufferTime=\"PT4S\">\n <Period id=\"0\" start=\"PT0S\">",
        duration(total_us),
        duration(longest_us)
    );
    write_videos(&mut mpd, renditions);
    // Set 0 is that of the pictures.
    for (id, (info, segments)) in (1..).zip(renditions) {
        write_audio(&mut mpd, id, info, segments);
    }
    mpd.push_str(PERIOD_END);
    mpd.push_str("</MPD>\n");
    mpd
}

/// A [`dash_manifest`] with captions, each a set of one WebVTT file; the tracks' addresses are those of the files.
pub fn dash_with_captions(manifest: &str, captions: &[Captions]) -> String {
    let Some((film, end)) = manifest.rsplit_once(PERIOD_END) else { return manifest.to_owned() };
    let mut mpd = String::from(film);
    for track in captions {
        write_captions(&mut mpd, track);
    }
    mpd.push_str(PERIOD_END);
    mpd.push_str(end);
    mpd
}

fn write_videos(mpd: &mut String, renditions: &[(&RenditionInfo, &[SegmentInfo])]) {
    let is_video = |info: &RenditionInfo| matches!(info.media, RenditionMedia::Video { .. });
    if !renditions.iter().any(|(info, _)| is_video(info)) {
        return;
    }
    mpd.push_str("  <AdaptationSet id=\"0\" contentType=\"video\" mimeType=\"video/mp4\" segmentAlignment=\"true\" startWithSAP=\"1\">\n");
    for (info, segments) in renditions {
        if let RenditionMedia::Video { width, height, frame_rate } = info.media {
            open_representation(mpd, info, &format!("width=\"{width}\" height=\"{height}\" frameRate=\"{frame_rate}\" sar=\"1:1\""));
            close_representation(mpd, segments);
        }
    }
    mpd.push_str("  </AdaptationSet>\n");
}

fn write_audio(mpd: &mut String, id: u32, info: &RenditionInfo, segments: &[SegmentInfo]) {
    let RenditionMedia::Audio { language: code, label, channels, sample_rate, default } = &info.media else { return };
    let _ = writeln!(
        mpd,
        "  <AdaptationSet id=\"{id}\" contentType=\"audio\" mimeType=\"audio/mp4\"{} segmentAlignment=\"true\" startWithSAP=\"1\">\n   \
         <Label>{}</Label>",
        lang(code.as_deref()),
        xml(label)
    );
    write_role(mpd, if *default { "main" } else { "alternate" });
    open_representation(mpd, info, &format!("audioSamplingRate=\"{sample_rate}\""));
    let _ = writeln!(mpd, "    <AudioChannelConfiguration schemeIdUri=\"urn:mpeg:mpegB:cicp:ChannelConfiguration\" value=\"{channels}\"/>");
    close_representation(mpd, segments);
    mpd.push_str("  </AdaptationSet>\n");
}

fn write_captions(mpd: &mut String, track: &Captions) {
    let _ = writeln!(
        mpd,
        "  <AdaptationSet contentType=\"text\" mimeType=\"text/vtt\"{}>\n   <Label>{}</Label>",
        lang(Some(&track.language)),
        xml(&track.label)
    );
    write_role(
        mpd,
        match track.kind {
            CaptionKind::Subtitles => "subtitle",
            CaptionKind::Captions => "caption",
        },
    );
    if track.default {
        write_role(mpd, "main");
    }
    // The standard asks for a bit rate, which nobody chooses captions by.
    let _ = writeln!(
        mpd,
        "   <Representation id=\"captions-{}\" bandwidth=\"256\">\n    <BaseURL>{}</BaseURL>\n   </Representation>\n  </AdaptationSet>",
        xml(&track.language),
        xml(&track.uri)
    );
}

fn lang(code: Option<&str>) -> String {
    code.and_then(language::tag).map(|tag| format!(" lang=\"{}\"", xml(&tag))).unwrap_or_default()
}

fn write_role(mpd: &mut String, role: &str) {
    let _ = writeln!(mpd, "   <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"{role}\"/>");
}

fn open_representation(mpd: &mut String, info: &RenditionInfo, attributes: &str) {
    let _ = writeln!(
        mpd,
        "   <Representation id=\"{}\" codecs=\"{}\" bandwidth=\"{}\" {attributes}>",
        xml(&info.name),
        xml(&info.codec),
        info.measured.peak
    );
}

fn close_representation(mpd: &mut String, segments: &[SegmentInfo]) {
    let timescale = segments.first().map_or(1, |segment| segment.timescale);
    let _ = writeln!(
        mpd,
        "    <SegmentTemplate timescale=\"{timescale}\" initialization=\"$RepresentationID$/init.mp4\" \
         media=\"$RepresentationID$/$Number$.m4s\" startNumber=\"1\">\n     <SegmentTimeline>"
    );
    for run in runs(segments) {
        let repeat = if run.repeat > 0 { format!(" r=\"{}\"", run.repeat) } else { String::new() };
        let _ = writeln!(mpd, "      <S t=\"{}\" d=\"{}\"{repeat}/>", run.start, run.duration);
    }
    mpd.push_str("     </SegmentTimeline>\n    </SegmentTemplate>\n   </Representation>\n");
}

/// Segments of equal length that follow each other without a gap.
struct Run {
    start: u64,
    duration: u64,
    repeat: u64,
}

fn runs(segments: &[SegmentInfo]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for segment in segments {
        match runs.last_mut() {
            Some(run) if run.duration == segment.duration && run.start + run.duration * (run.repeat + 1) == segment.start => {
                run.repeat += 1;
            }
            _ => runs.push(Run { start: segment.start, duration: segment.duration, repeat: 0 }),
        }
    }
    runs
}

/// An `xs:duration` with milliseconds, rounded up so that the end is never cut off.
fn duration(micros: u64) -> String {
    let millis = micros.div_ceil(1000);
    format!("PT{}.{:03}S", millis / 1000, millis % 1000)
}
