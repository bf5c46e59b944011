//! HLS media playlists (RFC 8216): one per rendition, the key-frame list beside it, and captions.

use super::measure::{micros, target_duration};
use super::{SegmentInfo, VERSION};
use std::fmt::Write;
use std::iter::zip;

/// Whether segments are still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// The list will be longer when it is read again; everything in it stays (`EVENT`).
    Growing,
    /// The list is complete (`VOD`, with its end marked).
    Finished,
}

/// The media playlist of a rendition. `segments` is a [`contiguous`](super::contiguous) run.
///
/// `target_seconds` is the longest that a segment of this rendition can get, rounded: it must be
/// known from the start, since players may not see it change while the list grows.
pub fn media_playlist(segments: &[SegmentInfo], target_seconds: u32, growth: Growth) -> String {
    let mut list = head(target_duration(segments, target_seconds), growth, "");
    list.push_str("#EXT-X-MAP:URI=\"init.mp4\"\n");
    for (segment, length) in zip(segments, micros(segments)) {
        info(&mut list, length);
        line(&mut list, format_args!("{}.m4s", segment.number));
    }
    end(list, growth)
}

/// The list of key frames of a rendition, for fast seeking and previews. Each entry is the part of
/// a segment from the fragment's start to the end of its key frame.
pub fn iframe_playlist(segments: &[SegmentInfo], target_seconds: u32, growth: Growth) -> String {
    let mut list = head(target_duration(segments, target_seconds), growth, "#EXT-X-I-FRAMES-ONLY\n");
    list.push_str("#EXT-X-MAP:URI=\"init.mp4\"\n");
    for segment in segments {
        for frame in &segment.key_frames {
            info(&mut list, frame.duration_us);
            line(&mut list, format_args!("#EXT-X-BYTERANGE:{}@{}", frame.length, frame.offset));
            line(&mut list, format_args!("{}.m4s", segment.number));
        }
    }
    end(list, growth)
}

/// The media playlist that wraps one WebVTT file as the captions of a film of this length.
pub fn captions_playlist(vtt_uri: &str, duration_us: u64) -> String {
    let mut list = head(duration_us.saturating_add(500_000) / 1_000_000, Growth::Finished, "");
    info(&mut list, duration_us);
    // A line break would begin another entry.
    line(&mut list, format_args!("{}", vtt_uri.replace(char::is_control, "")));
    end(list, Growth::Finished)
}

fn head(target: u64, growth: Growth, extra: &str) -> String {
    let kind = match growth {
        Growth::Growing => "EVENT",
        Growth::Finished => "VOD",
    };
    // Without the start tag, native players begin a list without an end at its last segments.
    format!(
        "#EXTM3U\n#EXT-X-VERSION:{VERSION}\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-PLAYLIST-TYPE:{kind}\n\
         #EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-START:TIME-OFFSET=0\n{extra}",
        target.max(1)
    )
}

fn info(list: &mut String, micros: u64) {
    line(list, format_args!("#EXTINF:{}.{:06},", micros / 1_000_000, micros % 1_000_000));
}

fn line(list: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(list, "{text}");
}

fn end(mut list: String, growth: Growth) -> String {
    if growth == Growth::Finished {
        list.push_str("#EXT-X-ENDLIST\n");
    }
    list
}
