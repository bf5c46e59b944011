//! `Upload-Metadata`: what the client says of its file.

use super::TusError;
use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, engine::DecodePaddingMode};
use domain::text;

const HEADER: &str = "upload-metadata";
/// Longest header value that is read.
const MAX_HEADER: usize = 8192;
/// Most pairs in it.
const MAX_PAIRS: usize = 32;
/// Longest file name that is kept, in bytes.
const MAX_NAME: usize = 255;

/// Some clients leave the padding out.
pub(super) const BASE64: GeneralPurpose =
    GeneralPurpose::new(&alphabet::STANDARD, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));

/// The pairs of an `Upload-Metadata` header. The values are bytes; what they mean is up to us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    raw: String,
    pairs: Vec<(String, Vec<u8>)>,
}

impl Metadata {
    /// Reads the header: pairs of a key and a base64 value, parted by commas; a value may be left out.
    ///
    /// # Errors
    /// [`TusError::BadHeader`] for a repeated key, bad base64, or more than our bounds.
    pub fn parse(header: &str) -> Result<Self, TusError> {
        let bad = |reason| TusError::BadHeader { header: HEADER, reason };
        if header.len() > MAX_HEADER {
            return Err(bad("at most 8192 bytes"));
        }
        let mut pairs: Vec<(String, Vec<u8>)> = Vec::new();
        for pair in header.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
            if !key.bytes().all(|b| b.is_ascii_graphic()) {
                return Err(bad("keys must be visible ASCII characters"));
            }
            if pairs.iter().any(|(known, _)| known == key) {
                return Err(bad("a key is repeated"));
            }
            if pairs.len() == MAX_PAIRS {
                return Err(bad("at most 32 pairs"));
            }
            let value = BASE64.decode(value.trim()).map_err(|_| bad("values must be base64"))?;
            pairs.push((key.to_owned(), value));
        }
        Ok(Self { raw: header.to_owned(), pairs })
    }

    /// The header as it came, which HEAD gives back.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The bytes of a value.
    pub fn get(&self, key: &str) -> Option<&[u8]> {
        self.pairs.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_slice())
    }

    /// A value as text in NFC; `None` if it is absent or empty.
    ///
    /// # Errors
    /// [`TusError::BadHeader`] if it is not UTF-8.
    pub fn text(&self, key: &str) -> Result<Option<String>, TusError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let value = std::str::from_utf8(value).map_err(|_| TusError::BadHeader { header: HEADER, reason: "text must be UTF-8" })?;
        Ok(Some(text::normal(value)).filter(|text| !text.is_empty()))
    }

    /// The media type that the client declares: `filetype` of the protocol's own clients, `type` of Uppy.
    pub fn file_type(&self) -> Option<String> {
        let value = self.get("filetype").or_else(|| self.get("type"))?;
        std::str::from_utf8(value).ok().map(|kind| kind.trim().to_owned()).filter(|kind| !kind.is_empty())
    }

    /// The client's name of the file, for showing only: without its folders, without control
    /// characters, at most 255 bytes. It never becomes part of a path of ours.
    ///
    /// `filename` is what the protocol's own clients send, `name` what Uppy sends.
    pub fn file_name(&self) -> Option<String> {
        let value = self.get("filename").or_else(|| self.get("name"))?;
        Some(clean_name(&String::from_utf8_lossy(value))).filter(|name| !name.is_empty())
    }
}

/// The last part of what may be a path of any system, made safe to show and cut to 255 bytes.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut clean = text::salvage(last, MAX_NAME);
    while clean.len() > MAX_NAME {
        clean.pop();
    }
    // Cutting may have left a space at the end.
    clean.truncate(clean.trim_end().len());
    if clean.chars().all(|c| c == '.') { String::new() } else { clean }
}

/// A title for a video that has none: the file's name without its extension, at most `max`
/// characters. Empty if nothing of it can be shown.
pub fn title_of(file_name: &str, max: usize) -> String {
    let name = clean_name(file_name);
    let stem = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 5 => stem,
        _ => name.as_str(),
    };
    text::salvage(stem, max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encoded(key: &str, value: &str) -> String {
        format!("{key} {}", BASE64.encode(value))
    }

    #[test]
    fn pairs_are_read_and_the_header_is_kept() {
        let header = format!("{}, is_private ,{}", encoded("filename", "película.mp4"), encoded("video_id", "x"));
        let metadata = Metadata::parse(&header).unwrap();
        assert_eq!(metadata.raw(), header);
        assert_eq!(metadata.file_name().unwrap(), "película.mp4");
        assert_eq!(metadata.text("video_id").unwrap().unwrap(), "x");
        assert_eq!(metadata.get("is_private"), Some(&b""[..]));
        assert_eq!(metadata.text("is_private").unwrap(), None);
        assert_eq!(metadata.get("other"), None);
        assert_eq!(metadata.file_type(), None);
        for key in ["filetype", "type"] {
            assert_eq!(Metadata::parse(&encoded(key, "video/mp4")).unwrap().file_type().as_deref(), Some("video/mp4"));
        }
        assert_eq!(Metadata::parse("").unwrap().file_name(), None);
        assert_eq!(Metadata::parse("name YQ").unwrap().file_name().unwrap(), "a", "padding may be missing");
    }

    #[test]
    fn what_is_refused() {
        let many = (0..33).map(|n| format!("k{n}")).collect::<Vec<_>>().join(",");
        for bad in ["a YQ==,a YQ==", "a !!", "a b c", "ké YQ==", many.as_str(), &"x".repeat(8193)] {
            assert!(Metadata::parse(bad).is_err(), "{bad}");
        }
        assert!(Metadata::parse("name /w==").unwrap().text("name").is_err());
        assert_eq!(Metadata::parse("name /w==").unwrap().file_name().unwrap(), "\u{FFFD}");
    }

    #[test]
    fn names_that_people_have() {
        for (name, clean) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\me\\clip.mov", "clip.mov"),
            ("..", ""),
            ("-i.mp4", "-i.mp4"),
            ("http:x.mp4", "http:x.mp4"),
            ("a%03d.mp4", "a%03d.mp4"),
            ("q'uo\"te.mp4", "q'uo\"te.mp4"),
            ("line\nbreak\0.mp4", "line break .mp4"),
            ("evil\u{202E}4pm.exe", "evil4pm.exe"),
            ("cancio\u{301}n.mp4", "canción.mp4"),
            ("🎬🎬.mp4", "🎬🎬.mp4"),
        ] {
            assert_eq!(clean_name(name), clean, "{name:?}");
        }
        assert_eq!(clean_name(&"日".repeat(90)).len(), 255);
        assert_eq!(clean_name(&"a".repeat(300)).len(), 255);
    }

    #[test]
    fn a_title_is_the_name_without_its_extension() {
        assert_eq!(title_of("mi película.mp4", 120), "mi película");
        assert_eq!(title_of("v1.2 final cut", 120), "v1.2 final cut");
        assert_eq!(title_of(".mp4", 120), ".mp4");
        assert_eq!(title_of(&"日".repeat(90), 20).chars().count(), 20);
    }

    proptest! {
        #[test]
        fn no_header_panics(header in ".{0,200}") {
            let _ = Metadata::parse(&header);
        }

        #[test]
        fn any_name_survives_the_way(name in any::<String>()) {
            let metadata = Metadata::parse(&encoded("filename", &name));
            let kept = metadata.unwrap().file_name().unwrap_or_default();
            prop_assert!(kept.len() <= 255 && !kept.contains(['/', '\\', '\0', '\n']));
            title_of(&name, 120);
        }
    }
}
