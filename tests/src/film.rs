//! A stream as a player reads it: playlists, and the whole of each rendition.
//!
//! The reader is written for the tests alone and shares no code with the writer, so a mistake
//! can't stand on both sides.

use crate::api::Api;
use bytes::Bytes;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A multivariant playlist.
#[derive(Clone, Debug)]
pub struct Master {
    /// Its text.
    pub text: String,
    /// `EXT-X-STREAM-INF`, in order.
    pub variants: Vec<Entry>,
    /// `EXT-X-MEDIA`.
    pub groups: Vec<Entry>,
    /// `EXT-X-I-FRAME-STREAM-INF`.
    pub iframes: Vec<Entry>,
}

/// A line of a multivariant playlist.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The attributes, without their quotes.
    pub attributes: BTreeMap<String, String>,
    /// The playlist that it names.
    pub url: String,
}

impl Entry {
    /// An attribute; empty if it is absent.
    pub fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// An attribute that is a number.
    #[track_caller]
    pub fn number(&self, name: &str) -> f64 {
        self.get(name).parse().unwrap_or_else(|_| panic!("{name} is no number: {:?}", self.attributes))
    }
}

impl Master {
    /// Fetches and reads one.
    pub async fn fetch(api: &Api, url: &str) -> Self {
        let text = api.get(url).await.expect(200).text();
        assert!(text.starts_with("#EXTM3U\n"), "{text}");
        let mut master = Self { text: text.clone(), variants: Vec::new(), groups: Vec::new(), iframes: Vec::new() };
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if let Some(list) = line.strip_prefix("#EXT-X-STREAM-INF:") {
                let uri = lines.next().expect("a variant names its playlist");
                master.variants.push(Entry { attributes: attributes(list), url: join(url, uri) });
            } else if let Some(list) = line.strip_prefix("#EXT-X-I-FRAME-STREAM-INF:") {
                master.iframes.push(Entry::named(url, list));
            } else if let Some(list) = line.strip_prefix("#EXT-X-MEDIA:") {
                master.groups.push(Entry::named(url, list));
            }
        }
        master
    }

    /// The playlists of all renditions, pictures first.
    pub fn playlists(&self) -> Vec<&Entry> {
        self.variants.iter().chain(&self.groups).collect()
    }
}

impl Entry {
    fn named(base: &str, list: &str) -> Self {
        let attributes = attributes(list);
        let url = join(base, attributes.get("URI").expect("URI"));
        Self { attributes, url }
    }
}

/// The addresses of everything that a player can ask for of a finished video, from what
/// `/playback` says of it.
pub async fn every_address(api: &Api, playback: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let master_url = api.url(playback["hls_url"].as_str().expect("an address"));
    let master = Master::fetch(api, &master_url).await;
    found.insert(master_url.clone());
    for entry in master.playlists() {
        let list = Playlist::fetch(api, &entry.url).await;
        found.extend([entry.url.clone(), list.init]);
        found.extend(list.segments.into_iter().map(|(url, _)| url));
    }
    found.extend(master.iframes.iter().map(|entry| entry.url.clone()));
    for name in ["dash_url", "poster_url", "storyboard_url", "preview_url"] {
        found.extend(playback[name].as_str().map(|url| api.url(url)));
    }
    if let Some(storyboard) = playback["storyboard_url"].as_str() {
        found.insert(join(&api.url(storyboard), "storyboard.jpg"));
    }
    found
}

/// The key of the object that an address leads to.
#[track_caller]
pub fn key(url: &str) -> String {
    let (_, path) = url.split_once("/media/").expect("an address of media");
    let path = path.strip_prefix("s/").and_then(|signed| signed.split_once('/')).map_or(path, |(_, path)| path);
    format!("videos/{path}")
}

/// A media playlist.
#[derive(Clone, Debug)]
pub struct Playlist {
    /// Its address.
    pub url: String,
    /// Its text.
    pub text: String,
    /// `EXT-X-TARGETDURATION`.
    pub target: f64,
    /// Whether it has `EXT-X-ENDLIST`.
    pub ended: bool,
    /// The initialization segment.
    pub init: String,
    /// The segments: address and `EXTINF`.
    pub segments: Vec<(String, f64)>,
}

impl Playlist {
    /// Fetches and reads one.
    pub async fn fetch(api: &Api, url: &str) -> Self {
        let text = api.get(url).await.expect(200).text();
        let tag = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned();
        let map = attributes(&tag("#EXT-X-MAP:"));
        let mut segments = Vec::new();
        let mut duration = None;
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("#EXTINF:") {
                duration = Some(rest.split(',').next().and_then(|n| n.parse().ok()).expect("EXTINF"));
            } else if !line.is_empty() && !line.starts_with('#') {
                segments.push((join(url, line), duration.take().expect("EXTINF before a segment")));
            }
        }
        Self {
            url: url.to_owned(),
            target: tag("#EXT-X-TARGETDURATION:").parse().expect("a target duration"),
            ended: text.contains("#EXT-X-ENDLIST"),
            init: join(url, map.get("URI").expect("an initialization segment")),
            segments,
            text,
        }
    }

    /// The sum of `EXTINF` in seconds.
    pub fn duration(&self) -> f64 {
        self.segments.iter().map(|(_, duration)| duration).sum()
    }
}

/// One rendition with all its bytes.
#[derive(Clone, Debug)]
pub struct Rendition {
    /// Its playlist.
    pub playlist: Playlist,
    /// The initialization segment.
    pub init: Bytes,
    /// The media segments.
    pub segments: Vec<Bytes>,
    /// All of them in one file, as a player would feed its decoder.
    pub file: PathBuf,
}

impl Rendition {
    /// Fetches a rendition into a file in a folder.
    pub async fn fetch(api: &Api, url: &str, folder: &Path) -> Self {
        let playlist = Playlist::fetch(api, url).await;
        let init = api.get(&playlist.init).await.expect(200).body;
        let mut segments = Vec::new();
        for (segment, _) in &playlist.segments {
            segments.push(api.get(segment).await.expect(200).body);
        }
        let name = url.rsplit('/').nth(1).expect("the rendition's folder");
        let file = folder.join(format!("fetched-{name}.mp4"));
        let mut whole = init.to_vec();
        for bytes in &segments {
            whole.extend_from_slice(bytes);
        }
        std::fs::write(&file, whole).expect("a file");
        Self { playlist, init, segments, file }
    }

    /// The file's path as text.
    pub fn path(&self) -> &str {
        self.file.to_str().expect("a path")
    }

    /// Ticks per second (`mdhd`).
    pub fn timescale(&self) -> u32 {
        let media = child(&self.init, &[b"moov", b"trak", b"mdia", b"mdhd"]).expect("mdhd");
        let at = if media[0] == 1 { 20 } else { 12 };
        u32::from_be_bytes(media[at..at + 4].try_into().expect("four bytes"))
    }

    /// Where each segment begins, in seconds (`tfdt`).
    pub fn starts(&self) -> Vec<f64> {
        let scale = f64::from(self.timescale());
        self.segments.iter().map(|segment| decode_time(segment) as f64 / scale).collect()
    }

    /// The codec as RFC 6381 writes it, read from `avcC`; sound is always AAC-LC.
    pub fn codec(&self) -> String {
        match self.init.windows(4).position(|name| name == b"avcC") {
            Some(at) => format!("avc1.{:02x}{:02x}{:02x}", self.init[at + 5], self.init[at + 6], self.init[at + 7]),
            None => "mp4a.40.2".to_owned(),
        }
    }
}

/// `baseMediaDecodeTime` of a segment.
pub fn decode_time(segment: &[u8]) -> u64 {
    let time = child(segment, &[b"moof", b"traf", b"tfdt"]).expect("tfdt");
    match time[0] {
        1 => u64::from_be_bytes(time[4..12].try_into().expect("eight bytes")),
        _ => u64::from(u32::from_be_bytes(time[4..8].try_into().expect("four bytes"))),
    }
}

/// The content of the first box at this path.
fn child<'a>(bytes: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    let (wanted, deeper) = path.split_first()?;
    let mut rest = bytes;
    while rest.len() >= 8 {
        let size = usize::try_from(u32::from_be_bytes(rest[..4].try_into().ok()?)).ok()?;
        let content = rest.get(8..size)?;
        if &rest[4..8] == wanted.as_slice() {
            return if deeper.is_empty() { Some(content) } else { child(content, deeper) };
        }
        rest = &rest[size..];
    }
    None
}

/// An address that a document names, relative or not.
pub fn join(base: &str, reference: &str) -> String {
    let base = reqwest::Url::parse(base).expect("an address");
    base.join(reference).expect("a reference").to_string()
}

/// An attribute list (RFC 8216, section 4.2), where commas may stand within quotes.
fn attributes(list: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut rest = list;
    while let Some((name, after)) = rest.split_once('=') {
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').expect("a closing quote"),
            None => after.find(',').map_or((after, ""), |comma| after.split_at(comma)),
        };
        found.insert(name.trim_start_matches(',').to_owned(), value.to_owned());
        rest = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attribute_lists_are_read() {
        let read = attributes("BANDWIDTH=1,CODECS=\"avc1.64001f,mp4a.40.2\",RESOLUTION=640x360");
        assert_eq!(read["CODECS"], "avc1.64001f,mp4a.40.2");
        assert_eq!((read["BANDWIDTH"].as_str(), read["RESOLUTION"].as_str(), read.len()), ("1", "640x360", 3));
    }

    #[test]
    fn boxes_are_found_by_their_path() {
        let moov = [&[0, 0, 0, 20], &b"moov"[..], &[0, 0, 0, 12], b"mdhd", &[1, 2, 3, 4]].concat();
        let bytes = [&[0, 0, 0, 8], &b"free"[..], &moov].concat();
        assert_eq!(child(&bytes, &[b"moov", b"mdhd"]), Some(&[1, 2, 3, 4][..]));
        assert_eq!(child(&bytes, &[b"moov", b"tfdt"]), None);
    }
}
