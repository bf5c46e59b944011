//! The HLS master playlist: what there is to choose from.

use super::attribute::Attributes;
use super::{Captions, RenditionInfo, RenditionMedia, VERSION, language};
use std::fmt::Write;

/// Players begin with the first variant; this rate, in bits per second, suits most connections.
const FIRST_VARIANT: u64 = 2_000_000;

/// Which rungs a viewer wants to be offered, by the short side of the picture (so that "480"
/// means the same for an upright film). If it would leave none, the nearest one stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeightFilter {
    /// At least so many lines.
    pub min: Option<u32>,
    /// At most so many lines.
    pub max: Option<u32>,
}

/// One line of choice: pictures with the sound that goes with them, or sound alone.
struct Variant<'a> {
    rendition: &'a RenditionInfo,
    peak: u64,
    average: u64,
}

/// The master playlist over the renditions that have segments. URIs are relative to
/// `videos/{video}/{generation}/`, where the playlist is served from.
///
/// Bit rates are those of the pictures plus the heaviest sound track. For a film without pictures
/// every variant is a sound track.
pub fn master_playlist(renditions: &[RenditionInfo], captions: &[Captions], filter: HeightFilter) -> String {
    let (videos, audios): (Vec<_>, Vec<_>) =
        renditions.iter().partition(|rendition| matches!(rendition.media, RenditionMedia::Video { .. }));
    let audios = default_first(audios);
    let grouped = !videos.is_empty() || audios.len() > 1;
    let variants = if videos.is_empty() { audio_variants(&audios) } else { video_variants(&filter.apply(videos), &audios) };
    let sound = audios.first().filter(|_| grouped);

    let mut list = format!("#EXTM3U\n#EXT-X-VERSION:{VERSION}\n#EXT-X-INDEPENDENT-SEGMENTS\n");
    if grouped {
        for (index, audio) in audios.iter().enumerate() {
            write_audio(&mut list, audio, index == 0);
        }
    }
    for track in captions {
        write_captions(&mut list, track);
    }
    for variant in &variants {
        write_variant(&mut list, variant, sound.copied(), !captions.is_empty());
    }
    for variant in &variants {
        write_iframes(&mut list, variant.rendition);
    }
    list
}

impl HeightFilter {
    fn apply(self, mut videos: Vec<&RenditionInfo>) -> Vec<&RenditionInfo> {
        videos.sort_by_key(|video| short_side(video));
        let fits = |video: &&RenditionInfo| self.distance(short_side(video)) == 0;
        let kept: Vec<_> = videos.iter().copied().filter(fits).collect();
        if kept.is_empty() { videos.into_iter().min_by_key(|video| self.distance(short_side(video))).into_iter().collect() } else { kept }
    }

    /// How far a height lies outside the wanted ones.
    fn distance(self, height: u32) -> u32 {
        let above = self.max.map_or(0, |max| height.saturating_sub(max));
        let below = self.min.map_or(0, |min| min.saturating_sub(height));
        above.max(below)
    }
}

fn short_side(rendition: &RenditionInfo) -> u32 {
    match rendition.media {
        RenditionMedia::Video { width, height, .. } => width.min(height),
        RenditionMedia::Audio { .. } => 0,
    }
}

fn default_first(mut audios: Vec<&RenditionInfo>) -> Vec<&RenditionInfo> {
    audios.sort_by_key(|audio| !matches!(audio.media, RenditionMedia::Audio { default: true, .. }));
    audios
}

fn audio_variants<'a>(audios: &[&'a RenditionInfo]) -> Vec<Variant<'a>> {
    // The tracks are alternatives of one group, so one variant stands for all of them.
    let peak = audios.iter().map(|audio| audio.measured.peak).max().unwrap_or(0);
    let average = audios.iter().map(|audio| audio.measured.average).max().unwrap_or(0);
    audios.first().map(|rendition| Variant { rendition, peak, average }).into_iter().collect()
}

fn video_variants<'a>(videos: &[&'a RenditionInfo], audios: &[&RenditionInfo]) -> Vec<Variant<'a>> {
    let peak = audios.iter().map(|audio| audio.measured.peak).max().unwrap_or(0);
    let average = audios.iter().map(|audio| audio.measured.average).max().unwrap_or(0);
    let mut variants: Vec<_> = videos
        .iter()
        .map(|rendition| Variant {
            rendition,
            peak: rendition.measured.peak.saturating_add(peak),
            average: rendition.measured.average.saturating_add(average),
        })
        .collect();
    variants.sort_by_key(|variant| variant.peak);
    if let Some(first) = (0..variants.len()).min_by_key(|i| variants.get(*i).map(|variant| variant.average.abs_diff(FIRST_VARIANT)))
        && let Some(head) = variants.get_mut(..=first)
    {
        head.rotate_right(1);
    }
    variants
}

fn write_audio(list: &mut String, audio: &RenditionInfo, default: bool) {
    let RenditionMedia::Audio { language: code, label, channels, .. } = &audio.media else { return };
    let mut attributes = Attributes::new();
    attributes.plain("TYPE", "AUDIO").quoted("GROUP-ID", "audio");
    if let Some(language) = code.as_deref().and_then(language::tag) {
        attributes.quoted("LANGUAGE", &language);
    }
    attributes.quoted("NAME", label).plain("DEFAULT", if default { "YES" } else { "NO" }).plain("AUTOSELECT", "YES");
    attributes.quoted("CHANNELS", &channels.to_string()).quoted("URI", &format!("{}/index.m3u8", audio.name));
    tag(list, "EXT-X-MEDIA", &attributes);
}

fn write_captions(list: &mut String, track: &Captions) {
    let mut attributes = Attributes::new();
    attributes.plain("TYPE", "SUBTITLES").quoted("GROUP-ID", "captions");
    if let Some(language) = language::tag(&track.language) {
        attributes.quoted("LANGUAGE", &language);
    }
    attributes.quoted("NAME", &track.label).plain("DEFAULT", if track.default { "YES" } else { "NO" });
    attributes.plain("AUTOSELECT", "YES").plain("FORCED", "NO").quoted("URI", &track.uri);
    tag(list, "EXT-X-MEDIA", &attributes);
}

fn write_variant(list: &mut String, variant: &Variant<'_>, sound: Option<&RenditionInfo>, captions: bool) {
    let own = &variant.rendition.codec;
    let codecs = match sound {
        Some(sound) if sound.codec != *own => format!("{own},{}", sound.codec),
        _ => own.clone(),
    };
    let mut attributes = Attributes::new();
    attributes.plain("BANDWIDTH", &variant.peak.to_string()).plain("AVERAGE-BANDWIDTH", &variant.average.to_string());
    attributes.quoted("CODECS", &codecs);
    if let RenditionMedia::Video { width, height, frame_rate } = variant.rendition.media {
        attributes.plain("RESOLUTION", &format!("{width}x{height}")).plain("FRAME-RATE", &format!("{:.3}", frame_rate.to_f64()));
    }
    if sound.is_some() {
        attributes.quoted("AUDIO", "audio");
    }
    if captions {
        attributes.quoted("SUBTITLES", "captions");
    }
    attributes.plain("CLOSED-CAPTIONS", "NONE");
    tag(list, "EXT-X-STREAM-INF", &attributes);
    // Writing to a string cannot fail.
    let _ = writeln!(list, "{}/index.m3u8", variant.rendition.name);
}

fn write_iframes(list: &mut String, rendition: &RenditionInfo) {
    let (RenditionMedia::Video { width, height, .. }, Some(peak)) = (&rendition.media, rendition.measured.key_frame_peak) else { return };
    let mut attributes = Attributes::new();
    attributes.plain("BANDWIDTH", &peak.to_string()).quoted("CODECS", &rendition.codec);
    attributes.plain("RESOLUTION", &format!("{width}x{height}")).quoted("URI", &format!("{}/iframes.m3u8", rendition.name));
    tag(list, "EXT-X-I-FRAME-STREAM-INF", &attributes);
}

fn tag(list: &mut String, name: &str, attributes: &Attributes) {
    // Writing to a string cannot fail.
    let _ = writeln!(list, "#{name}:{attributes}");
}
