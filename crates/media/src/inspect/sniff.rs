//! Telling by the first bytes what is certainly no film, before a demuxer sees it.

use super::RejectReason;

/// How many bytes [`reject`] wants to see.
pub(super) const SNIFF_BYTES: usize = 4096;

/// Pictures and documents by their first bytes.
const PICTURES: [&[u8]; 8] = [b"\xFF\xD8\xFF", b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*", b"\0\0\x01\0"];

/// Brands of an ISO file that holds a picture (HEIF, AVIF).
const PICTURE_BRANDS: [&[u8]; 5] = [b"heic", b"heix", b"mif1", b"avif", b"avis"];

/// How a text that names other files begins.
const REFERENCES: [&str; 5] = ["#EXTM3U", "ffconcat", "<?xml", "<MPD", "v=0"];

/// The reason to refuse a source that begins like this, or `None` if a demuxer shall decide.
pub(super) fn reject(head: &[u8]) -> Option<(RejectReason, &'static str)> {
    if head.is_empty() {
        return Some((RejectReason::EmptyFile, "the file has no bytes"));
    }
    if is_picture(head) {
        return Some((RejectReason::NotAVideo, "the file is a single picture"));
    }
    let text = as_text(head)?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if REFERENCES.iter().any(|start| text.starts_with(start)) {
        return Some((RejectReason::UnsupportedFormat, "the file is a list of other files"));
    }
    Some((RejectReason::NotMedia, "the file is text"))
}

fn is_picture(head: &[u8]) -> bool {
    let brand = head.get(8..12).filter(|_| head.get(4..8) == Some(b"ftyp"));
    let webp = head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP");
    webp || PICTURES.iter().any(|start| head.starts_with(start)) || brand.is_some_and(|brand| PICTURE_BRANDS.contains(&brand))
}

/// The head as text, if that is what it is: no control characters, and UTF-8 up to a last character cut in two.
fn as_text(head: &[u8]) -> Option<&str> {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?,
        Err(_) => return None,
    };
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    (!text.is_empty() && !text.chars().any(control)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_film_is_told_by_its_first_bytes() {
        let reason = |head: &[u8]| reject(head).map(|(reason, _)| reason);
        assert_eq!(reason(b""), Some(RejectReason::EmptyFile));
        assert_eq!(reason(b"\xFF\xD8\xFF\xE0\0\x10JFIF"), Some(RejectReason::NotAVideo));
        assert_eq!(reason(b"\0\0\0\x1cftypheic"), Some(RejectReason::NotAVideo));
        assert_eq!(reason(b"RIFF\0\0\0\0WEBPVP8 "), Some(RejectReason::NotAVideo));
        assert_eq!(reason(b"#EXTM3U\n#EXT-X-TARGETDURATION:3\n"), Some(RejectReason::UnsupportedFormat));
        assert_eq!(reason(b"\xEF\xBB\xBFffconcat version 1.0\n"), Some(RejectReason::UnsupportedFormat));
        assert_eq!(reason(b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n"), Some(RejectReason::UnsupportedFormat));
        assert_eq!(reason(b"  <MPD xmlns='urn'>"), Some(RejectReason::UnsupportedFormat));
        assert_eq!(reason("caf\u{e9}\n".as_bytes()), Some(RejectReason::NotMedia));
        assert_eq!(reason(b"\0\0\0\x20ftypisom\0\0\x02\0"), None);
        assert_eq!(reason(b"\x1A\x45\xDF\xA3"), None);
        assert_eq!(reason(b"RIFF\0\0\0\0AVI LIST"), None);
        assert_eq!(reason(b"ID3\x03\0"), None);
    }
}
